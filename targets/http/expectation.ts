import { z } from 'zod'
import { BodySearch } from './body-search.ts'

/** Longest text that is looked for in a body. */
const TEXT_MAX = 1000
const RULE = 'must be a status from 200 to 599, or a range such as 2xx or 200-204'

type Range = readonly [from: number, to: number]

const statusSchema = z
  .union([z.number(), z.string()], { error: RULE })
  .refine((status) => rangeOf(status) !== undefined, RULE)

/** The answers that count as a success. */
export const expectSchema = z
  .strictObject({
    /** A status, a range such as `2xx` or `200-204`, or a list of them. @defaultValue any below 400 */
    status: z
      .union([statusSchema, z.array(statusSchema).min(1).max(100)], { error: `${RULE}, or a list of them` })
      .optional(),
    /** A text that must stand in the body, in UTF-8. */
    bodyIncludes: z.string().min(1).max(TEXT_MAX).optional(),
  })
  .refine(({ status, bodyIncludes }) => status !== undefined || bodyIncludes !== undefined, {
    error: 'must have status or bodyIncludes',
  })
export type ExpectSpec = z.infer<typeof expectSchema>

/** Says which answers are a success. */
export interface Expectation {
  readonly isExpected: (status: number) => boolean
  /** Looks for the text in the body of one answer; undefined when any body will do. */
  readonly search: (() => BodySearch) | undefined
}

/** Prepares an expectation. */
export function expectationOf({ status, bodyIncludes }: ExpectSpec): Expectation {
  const ranges = status === undefined ? [[200, 399] as const] : [status].flat().map((one) => rangeOf(one)!)
  const text = bodyIncludes === undefined ? undefined : Buffer.from(bodyIncludes)
  return {
    isExpected: (got) => ranges.some(([from, to]) => got >= from && got <= to),
    search: text && (() => new BodySearch(text)),
  }
}

/** The statuses that an entry means; undefined when it means none. */
function rangeOf(text: string | number): Range | undefined {
  const [, hundreds, from, to = from] = /^(?:([2-5])xx|([2-5]\d\d)(?:-([2-5]\d\d))?)$/i.exec(String(text)) ?? []
  if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99]
  return from !== undefined && Number(from) <= Number(to) ? [Number(from), Number(to)] : undefined
}
