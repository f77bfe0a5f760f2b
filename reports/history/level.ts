import { ascending } from '../../bench/core/order.ts'
import type { MetricRule } from '../compare/metric-rule.ts'

/**
 * The level of a part of a series: its mean, or the middle value (the lower of two) where some are infinite. For one
 * value or more it is never NaN.
 */
export function levelOf(values: readonly number[]): number {
  if (values.every(Number.isFinite)) return values.reduce((sum, value) => sum + value, 0) / values.length
  return ascending(values)[Math.floor((values.length - 1) / 2)]!
}

/** Whether a change reaches the metric's minimum (as a share) and its floor (in its own unit). */
export function isLarge(before: number, after: number, { effect, minimum, floor }: MetricRule): boolean {
  if (before === after) return false
  const size = Math.abs(after - before)
  return size >= floor && (effect === 'difference' || size >= minimum * Math.abs(before))
}

/** A change as a share of the level before, 0.1 for +10 %; null from 0, and from or to infinity. */
export function changeShare(before: number, after: number): number | null {
  const share = (after - before) / Math.abs(before)
  return Number.isFinite(share) ? share : null
}
