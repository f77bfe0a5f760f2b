import { COLLAPSE_SHARE } from '../metrics/collapse.ts'

/** The smallest value of a parameter from which on a system collapses. */
export type Critical =
  /**
   * P(collapse) is at least 0.5 from here on, and less at `below`. The two are more than 2 % apart when the middle
   * between them is undecided.
   */
  | { readonly kind: 'found'; readonly value: number; readonly below: number }
  /** No collapse even at the largest value tried. */
  | { readonly kind: 'above'; readonly value: number }
  /** Collapse already at the smallest value tried. */
  | { readonly kind: 'below'; readonly value: number }
  /** No collapse up to `below` (0 when nothing is known). From `value` on too many seeds are undecided. */
  | { readonly kind: 'open'; readonly value: number; readonly below: number }

/** The largest tried value at which the system does not collapse; undefined without one. */
export function belowCritical(critical: Critical): number | undefined {
  if (critical.kind === 'above') return critical.value
  return critical.kind === 'below' || critical.below === 0 ? undefined : critical.below
}

/** The search ends when the two bounds are this close. */
const RATIO_MAX = 1.02

/** The largest value is lowered by this factor while it is undecided. */
const DOWN = 1.5

/**
 * Finds the critical value of a parameter to within 2 %, by bisection on its logarithm between `low` and `high` (both
 * above 0). It assumes that the share of collapsed seeds grows with the parameter. A share that is NaN is undecided.
 */
export async function criticalValue(
  low: number,
  high: number,
  shareAt: (value: number) => Promise<number>,
): Promise<Critical> {
  const lowest = await shareAt(low)
  if (Number.isNaN(lowest)) return { kind: 'open', value: low, below: 0 }
  if (lowest >= COLLAPSE_SHARE) return { kind: 'below', value: low }
  let value = high
  let share = await shareAt(high)
  let undecidedFrom = Number.NaN
  while (Number.isNaN(share) && value > low) {
    undecidedFrom = value
    value = Math.max(low, value / DOWN)
    share = value === low ? lowest : await shareAt(value)
  }
  if (share < COLLAPSE_SHARE) {
    return Number.isNaN(undecidedFrom) ? { kind: 'above', value } : { kind: 'open', value: undecidedFrom, below: value }
  }
  let below = low
  while (value / below > RATIO_MAX) {
    const middle = Math.sqrt(below * value)
    share = await shareAt(middle)
    if (Number.isNaN(share)) break
    if (share >= COLLAPSE_SHARE) value = middle
    else below = middle
  }
  return { kind: 'found', value, below }
}
