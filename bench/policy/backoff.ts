import { z } from 'zod'
import { fields } from '../core/fields.ts'

const spread = <Kind extends string>(kind: Kind) =>
  z
    .strictObject({
      kind: z.literal(kind),
      /** Scale of the delay, ms, above 0. */
      baseMs: fields.spanMs(),
      /** Longest delay, ms, at least `baseMs`. */
      capMs: fields.spanMs(),
    })
    .refine(({ baseMs, capMs }) => capMs >= baseMs, { error: 'must be at least baseMs', path: ['capMs'] })

/**
 * Delay before retry k = 1, 2, ..., ms, where expo = min(capMs, baseMs x 2^(k-1)) and U is uniform:
 * - `none`: 0
 * - `exponential`: expo
 * - `full-jitter`: U(0, expo)
 * - `equal-jitter`: expo/2 + U(0, expo/2)
 * - `decorrelated`: min(capMs, U(baseMs, 3 x previous delay)), with baseMs as the first previous delay
 *
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter", and its simulator.
 */
export const backoffSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  spread('exponential'),
  spread('full-jitter'),
  spread('equal-jitter'),
  spread('decorrelated'),
])
export type BackoffOptions = z.infer<typeof backoffSchema>

/**
 * Returns the delay before retry number `retry` (from 1), ms. `u` is uniform in [0, 1). `previousMs` is the delay
 * before the previous retry; the first retry ignores it.
 */
export function backoffMs(options: BackoffOptions, retry: number, u: number, previousMs: number): number {
  if (options.kind === 'none') return 0
  const { baseMs, capMs } = options
  const expoMs = Math.min(capMs, baseMs * 2 ** (retry - 1))
  switch (options.kind) {
    case 'exponential':
      return expoMs
    case 'full-jitter':
      return u * expoMs
    case 'equal-jitter':
      return expoMs / 2 + (u * expoMs) / 2
    case 'decorrelated': {
      const lastMs = retry === 1 ? baseMs : previousMs
      return Math.min(capMs, baseMs + u * (3 * lastMs - baseMs))
    }
  }
}
