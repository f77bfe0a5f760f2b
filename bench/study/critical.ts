import { COLLAPSE_SHARE } from '../metrics/collapse.ts'

/** The smallest value of a parameter from which on a system collapses. */
export type Critical =
  /**
   * P(collapse) >= 0.5 from here on; at `below` it was not. Further apart than 2 % when the middle between them is
   * undecided.
   */
  | { readonly kind: 'found'; readonly value: number; readonly below: number }
  /** Not even at the largest value looked at. */
  | { readonly kind: 'above'; readonly value: number }
  /** Already at the smallest value looked at. */
  | { readonly kind: 'below'; readonly value: number }
  /** Not up to `below`, which is 0 when nothing is known; from `value` on too many seeds are undecided to tell. */
  | { readonly kind: 'open'; readonly value: number; readonly below: number }

/** The largest value looked at at which the system does not collapse; undefined without any. */
export function belowCritical(critical: Critical): number | undefined {
  if (critical.kind === 'above') return critical.value
  return critical.kind === 'below' || critical.below === 0 ? undefined : critical.below
}

/** The search ends when the two bounds are this close. */
const RATIO_MAX = 1.02

/** The largest value is lowered by this factor while it is undecided. */
const DOWN = 1.5

/**
 * Bisection on the logarithm of a parameter between `low` and `high` (both above 0), which takes the share of collapsed
 * seeds to grow with it; to within 2 %. A share that is NaN is undecided.
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
