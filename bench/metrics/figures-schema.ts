import { z } from 'zod'
import { FIGURE_MAX } from './unit.ts'

/** Building blocks of the schemas of results. */
export const figures = {
  /** A whole count. */
  count: () => z.int().min(0).max(1_000_000_000),
  /** An amount, with fractions, from 0. */
  amount: () => z.number().min(0).max(FIGURE_MAX),
  /** An instant or a difference; before an event it is negative. */
  signed: () => z.number().min(-FIGURE_MAX).max(FIGURE_MAX),
  /** Name of a suite, variant, arm or metric. Spaces separate these in the name of a series, so it has none. */
  word: () => z.string().regex(/^\S{1,200}$/, 'must be 1 to 200 characters without spaces'),
  /** A name that may be any text. */
  label: () => z.string().min(1).max(1000),
  /** One or more sentences. */
  text: () => z.string().max(1_000_000),
} as const

/** Schema of an object with every field of `T`: a missing field is a type error. Unknown fields are ignored. */
export function objectOf<T>() {
  return <const Shape extends { readonly [Key in keyof Required<T>]: z.ZodType<T[Key]> }>(shape: Shape) =>
    z.object(shape)
}
