import { median } from '../../bench/core/order.ts'
import { normalTail } from '../../bench/metrics/normal.ts'
import { EXACT_PAIRS_MAX } from './mann-whitney.ts'
import { type Cumulative, rankSumWays, signedRankWays } from './null-distribution.ts'
import { EXACT_DIFFERENCES_MAX } from './signed-rank.ts'

const CONFIDENCE = 0.95

/** A shift between two samples. */
export interface Shift {
  readonly estimate: number
  /**
   * Interval by inverting the rank test, which holds the true shift with at least 95 % probability; NaN where so few
   * values give none.
   */
  readonly low: number
  readonly high: number
  /** Probability of the interval; NaN without one. */
  readonly confidence: number
}

/**
 * Hodges and Lehmann's shift from x to y: the median of all y_j - x_i, with the interval [D_(k), D_(mn + 1 - k)] of
 * these differences. "Never" less "never" is 0; a median between -Infinity and Infinity is NaN.
 */
export function shift(x: readonly number[], y: readonly number[]): Shift {
  const differences = new Float64Array(x.length * y.length)
  let i = 0
  for (const from of x) for (const to of y) differences[i++] = from === to ? 0 : to - from
  return intervalOf(differences.sort(), () => shiftWays(x.length, y.length))
}

/**
 * The pseudo-median of differences: the median of all means of two (also of one with itself), with the interval from
 * the signed-rank test.
 */
export function pseudoMedian(differences: readonly number[]): Shift {
  const n = differences.length
  const means = new Float64Array((n * (n + 1)) / 2)
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const [a, b] = [differences[i]!, differences[j]!]
      means[at++] = a === b ? a : a === -b ? 0 : (a + b) / 2
    }
  }
  return intervalOf(means.sort(), () => signedWays(n))
}

function intervalOf(sorted: Float64Array, ways: () => Cumulative): Shift {
  const below = ways()
  let k = 0
  while (k < sorted.length / 2 && 1 - 2 * below(k) >= CONFIDENCE) k += 1
  const estimate = medianOf(sorted)
  if (k === 0) return { estimate, low: Number.NaN, high: Number.NaN, confidence: Number.NaN }
  return { estimate, low: sorted[k - 1]!, high: sorted[sorted.length - k]!, confidence: 1 - 2 * below(k - 1) }
}

function medianOf(sorted: Float64Array): number {
  return median(sorted as unknown as readonly number[])
}

function shiftWays(m: number, n: number): Cumulative {
  if (m * n <= EXACT_PAIRS_MAX) return rankSumWays(m, n)
  return normalWays((m * n) / 2, Math.sqrt((m * n * (m + n + 1)) / 12))
}

function signedWays(n: number): Cumulative {
  if (n <= EXACT_DIFFERENCES_MAX) return signedRankWays(n)
  return normalWays((n * (n + 1)) / 4, Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24))
}

function normalWays(mean: number, deviation: number): Cumulative {
  return (k) => normalTail((mean - k - 0.5) / deviation)
}
