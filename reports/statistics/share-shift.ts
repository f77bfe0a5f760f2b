import { wilson } from '../../bench/metrics/wilson.ts'
import type { Shift } from './hodges-lehmann.ts'

/**
 * The share of ones in y less that in x, with Newcombe's interval of a difference of two shares. Source: Statistics in
 * Medicine 17, 1998, method 10, which combines the Wilson intervals of both.
 */
export function shareShift(x: readonly number[], y: readonly number[]): Shift {
  const [a, b] = [shareOfOnes(x), shareOfOnes(y)]
  const estimate = b.share - a.share
  return {
    estimate,
    low: estimate - Math.hypot(b.share - b.low, a.high - a.share),
    high: estimate + Math.hypot(b.high - b.share, a.share - a.low),
    confidence: 0.95,
  }
}

function shareOfOnes(values: readonly number[]) {
  const ones = values.filter((value) => value === 1).length
  const [low, high] = wilson(ones, values.length)
  return { share: ones / values.length, low, high }
}
