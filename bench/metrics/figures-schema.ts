import { z } from 'zod'
import { FIGURE_MAX } from './unit.ts'

/** Building blocks of the schemas of results. */
export const figures = {
  /** How many there were of something. */
  count: () => z.int().min(0).max(1_000_000_000),
  /** How much there was of something; a fraction is allowed. */
  amount: () => z.number().min(0).max(FIGURE_MAX),
  /** An instant or a difference; before an event it is negative. */
  signed: () => z.number().min(-FIGURE_MAX).max(FIGURE_MAX),
  /** The name of a suite, a variant, an arm or a metric: without spaces, which part them in the names of series. */
  word: () => z.string().regex(/^\S{1,200}$/, 'must be 1 to 200 characters without spaces'),
  /** A name that may be any text. */
  label: () => z.string().min(1).max(1000),
  /** A sentence or a list of them. */
  text: () => z.string().max(1_000_000),
} as const

/**
 * An object schema that knows each field of `T`: a new field of the type is a type error here. Unknown fields are left
 * alone.
 */
export function objectOf<T>() {
  return <const Shape extends { readonly [Key in keyof Required<T>]: z.ZodType<T[Key]> }>(shape: Shape) =>
    z.object(shape)
}
