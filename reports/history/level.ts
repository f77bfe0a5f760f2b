import { ascending } from '../../bench/core/order.ts'
import type { MetricRule } from '../compare/metric-rule.ts'

/**
 * How high a part of a series lies: its mean; the value in the middle (the lower of two) where some are infinite. Never
 * NaN for a value or more.
 */
export function levelOf(values: readonly number[]): number {
  if (values.every(Number.isFinite)) return values.reduce((sum, value) => sum + value, 0) / values.length
  return ascending(values)[Math.floor((values.length - 1) / 2)]!
}

/** Whether a change is as large as the metric's rule wants it: its minimum as a share, its floor in its own unit. */
export function isLarge(before: number, after: number, { effect, minimum, floor }: MetricRule): boolean {
  if (before === after) return false
  const size = Math.abs(after - before)
  return size >= floor && (effect === 'difference' || size >= minimum * Math.abs(before))
}

/**
 * A change as a share of what was there before, 0.1 for +10 %; null where that says nothing: from 0, from or to
 * infinity.
 */
export function changeShare(before: number, after: number): number | null {
  const share = (after - before) / Math.abs(before)
  return Number.isFinite(share) ? share : null
}
