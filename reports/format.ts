/** A number with fixed digits; `n/a` for NaN, `never` for Infinity. */
export function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'n/a'
  if (value === Number.POSITIVE_INFINITY) return 'never'
  return value.toFixed(digits)
}

/** A count; a median of two counts keeps its half, so that a row still adds up. */
export function countText(value: number): string {
  return fixed(value, Number.isInteger(value) ? 0 : 1)
}

/** A count with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A share as a percentage with one digit. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : fixed(share, 1)
}

/**
 * A change with its sign. A change that is not 0 shows a digit that is not 0, if needed with more digits than `text`
 * gives.
 */
export function signed(value: number, text: (value: number) => string): string {
  const sign = value < 0 ? '' : '+'
  return `${sign}${isShownAsZero(value, text) ? lessThanADigit(value, text) : text(value)}`
}

/** Whether the digits of `text` hide a figure that is not 0. */
export function isShownAsZero(value: number, text: (value: number) => string): boolean {
  return value !== 0 && Number.parseFloat(text(value)) === 0
}

/** Two significant digits in the unit that `text` shows. The scale is that of `text` for a million. */
function lessThanADigit(value: number, text: (value: number) => string): string {
  const scale = Number.parseFloat(text(1e6)) / 1e6
  const after = / .*$/.exec(text(value))?.[0] ?? ''
  return `${Number((value * scale).toPrecision(2))}${after}`
}

/** Microseconds as milliseconds with one digit. */
export function msOfUs(us: number): string {
  return fixed(us / 1000, 1)
}

/** A duration with its unit: `3.9 ms`, `862 ms`, `2.2 s`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return fixed(ms, 0)
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  return ms < 999.5 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`
}

const DIGITS: Readonly<Record<string, number>> = {
  count: 0,
  us: 0,
  mb: 1,
  bytes: 0,
  ratio: 6,
  per_second: 3,
  ms: 3,
  ns: 2,
}

/** The number that a CSV cell stands for. */
export function csvNumber(value: number, unit: string): number {
  return Number.isFinite(value) ? Number(csvValue(value, unit)) : value
}

/**
 * A value for CSV with the digits of its unit; empty for NaN, `inf` for Infinity. A median of two counts keeps its
 * half.
 */
export function csvValue(value: number, unit: string): string {
  if (Number.isNaN(value)) return ''
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  const digits = DIGITS[unit] ?? 6
  return digits === 0 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(digits)
}
