import { normalQuantile } from '../core/distribution.ts'
import { wilson } from '../metrics/wilson.ts'

/**
 * Chance that a check misses a law that holds. The table has fewer than 50 intervals, so the chance that any misses is
 * below 1 in 1000 for any seeds. The seeds are fixed, so a table that is right stays right until the code changes.
 */
const FALSE_ALARM = 2e-5
/** Two-sided point of the standard normal for that chance: 4.26. */
export const Z = normalQuantile(1 - FALSE_ALARM / 2)

/**
 * Returns the same point of Student's t with `n - 1` degrees of freedom, by the expansion of Abramowitz and Stegun
 * 26.7.5, which is accurate to 0.02 % from 19 degrees on.
 */
export function studentPoint(n: number): number {
  const v = n - 1
  const z = Z
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ]
  return terms.reduce((sum, term, i) => sum + term / v ** (i + 1), z)
}

/** Returns the mean of at least 20 independent values with the half width of its t interval. */
export function meanInterval(values: readonly number[]): { readonly mean: number; readonly halfWidth: number } {
  const n = values.length
  if (n < 20) throw new Error(`an interval needs at least 20 values, got ${n}`)
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return { mean, halfWidth: studentPoint(n) * Math.sqrt(variance / n) }
}

/** A count out of a total. */
export interface Proportion {
  readonly successes: number
  readonly n: number
}

/**
 * Returns the 95 % interval of the difference a - b of two independent shares. Source: R. G. Newcombe, Statistics in
 * Medicine 17 (1998), method 10, which combines two Wilson intervals.
 */
export function differenceOfShares(a: Proportion, b: Proportion): [low: number, high: number] {
  const [shareA, shareB] = [a.successes / a.n, b.successes / b.n]
  const [lowA, highA] = wilson(a.successes, a.n)
  const [lowB, highB] = wilson(b.successes, b.n)
  const difference = shareA - shareB
  return [
    difference - Math.hypot(shareA - lowA, highB - shareB),
    difference + Math.hypot(highA - shareA, shareB - lowB),
  ]
}
