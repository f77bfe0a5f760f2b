import { z } from 'zod'

/** The longest span any option or run may have: a day. */
export const SPAN_MAX_MS = 86_400_000

/** The latest instant that a date can name, ms since 1970. */
const EPOCH_MAX_MS = 8.64e15

/** Building blocks of the schemas: every number has a lower and an upper limit. */
export const fields = {
  /** A span of more than 0 ms, up to a day. */
  spanMs: () => z.number().gt(0).max(SPAN_MAX_MS),
  /** A span or an instant of 0 ms or more, up to a day. */
  instantMs: () => z.number().min(0).max(SPAN_MAX_MS),
  /** An instant, ms since 1970. */
  epochMs: () => z.number().min(0).max(EPOCH_MAX_MS),
  /** A share from 0 to 1. */
  ratio: () => z.number().min(0).max(1),
  /** A whole number from `min` to `max`. */
  count: (min: number, max: number) => z.int().min(min).max(max),
  /** Requests per second. */
  rate: () => z.number().min(0).max(1_000_000),
  /** A name that a file name and a CSV field can hold. */
  name: () =>
    z.string().regex(
      // Without flags, which a JSON schema cannot hold.
      /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/,
      'must be 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit',
    ),
} as const
