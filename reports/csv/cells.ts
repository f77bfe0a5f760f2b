import { FIGURE_MAX } from '../../bench/metrics/unit.ts'
import type { ReadCell } from './checked-csv.ts'

/** A cell that is one of these words. */
export function oneOf<Word extends string>(words: readonly Word[]): (cell: string) => Word {
  return (cell) => {
    const word = words.find((one) => one === cell)
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`)
    return word
  }
}

/** Any text. */
export const text = (cell: string): string => cell

/** The name of a suite, a variant or a metric. It has no spaces, which separate such names in keys of series. */
export const word = ((cell) => {
  if (/^\S{1,200}$/.test(cell)) return cell
  throw new Error('must be 1 to 200 characters without spaces')
}) satisfies ReadCell

/** A text that is not empty. */
export const notEmpty = ((cell) => {
  if (cell === '') throw new Error('must not be empty')
  return cell
}) satisfies ReadCell

const MOMENT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** A moment, ISO 8601 in UTC with milliseconds, so that the order of the texts is that of time. */
export const moment = ((cell) => {
  if (MOMENT.test(cell)) return cell
  throw new Error('must be a moment such as 2026-01-31T02:00:00.000Z')
}) satisfies ReadCell

/** A finite number. */
export const finite = ((cell) => {
  const value = numberIn(cell)
  if (value !== undefined) return value
  throw new Error('must be a number')
}) satisfies ReadCell

/** A finite number of 0 or more. */
export const notNegative = ((cell) => {
  const value = numberIn(cell) ?? Number.NaN
  if (value >= 0) return value
  throw new Error('must be a number of 0 or more')
}) satisfies ReadCell

/** A whole number of 0 or more. */
export const whole = ((cell) => {
  if (/^\d+$/.test(cell) && Number.isSafeInteger(Number(cell))) return Number(cell)
  throw new Error('must be a whole number of 0 or more')
}) satisfies ReadCell

/** A number, or `inf` for "never". */
export const finiteOrNever = ((cell) => {
  if (cell === 'inf') return Number.POSITIVE_INFINITY
  const value = numberIn(cell)
  if (value !== undefined) return value
  throw new Error('must be a number or inf')
}) satisfies ReadCell

/** A number, `inf` for "never", `-inf`, or nothing where it is not known (NaN). */
export const figure = ((cell) => {
  if (cell === '') return Number.NaN
  if (cell === 'inf') return Number.POSITIVE_INFINITY
  if (cell === '-inf') return Number.NEGATIVE_INFINITY
  const value = numberIn(cell)
  if (value !== undefined) return value
  throw new Error('must be a number, inf, -inf or empty')
}) satisfies ReadCell

/**
 * Reads a number without spaces and hexadecimal digits, which Number() would take. Undefined for another text. @throws
 * Error for a number that is too large.
 */
function numberIn(cell: string): number | undefined {
  if (!/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(cell)) return undefined
  if (Math.abs(Number(cell)) <= FIGURE_MAX) return Number(cell)
  throw new Error(`must be a number from -1e15 to 1e15`)
}
