import { normalTail } from '../metrics/normal.ts'

/** Most pairs for which the sign test is exact. For more it uses the normal distribution. */
const EXACT_MAX = 200

/**
 * Whether values fall by the test of Mann and Kendall (Mann, Econometrica 13, 1945), with a two-sided p below 0.05 and
 * the last value below the first. It only compares which of two values is larger, so it depends on no scale.
 */
export function falls(values: readonly number[]): boolean {
  const n = values.length
  let concordant = 0
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) concordant += Math.sign(values[j]! - values[i]!)
  const variance = (n * (n - 1) * (2 * n + 5)) / 18
  if (concordant >= 0 || variance === 0) return false
  return 2 * normalTail(-concordant / Math.sqrt(variance)) < 0.05 && values[n - 1]! < values[0]!
}

/**
 * Chance of at least `lost` heads in `lost + gained` throws of a coin: the one-sided sign test. 1 when nothing was
 * thrown.
 */
export function signTest(lost: number, gained: number): number {
  const n = lost + gained
  if (n === 0) return 1
  if (n > EXACT_MAX) return normalTail((lost - gained - 1) / Math.sqrt(n))
  let logWays = 0
  let p = 0
  for (let k = 0; k <= n; k++) {
    if (k > 0) logWays += Math.log((n - k + 1) / k)
    if (k >= lost) p += Math.exp(logWays - n * Math.LN2)
  }
  return Math.min(1, p)
}
