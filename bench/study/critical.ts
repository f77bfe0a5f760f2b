/** The smallest value of a parameter from which on a system collapses. */
export type Critical =
  /** P(collapse) >= 0.5 from here on; at `below` it was not. */
  | { readonly kind: 'found'; readonly value: number; readonly below: number }
  /** Not even at the largest value looked at. */
  | { readonly kind: 'above'; readonly value: number }
  /** Already at the smallest value looked at. */
  | { readonly kind: 'below'; readonly value: number }

/** From this P(collapse) on a value is critical. */
const CRITICAL_SHARE = 0.5
/** The search ends when the two bounds are this close. */
const RATIO_MAX = 1.02

/**
 * Bisection on the logarithm of a parameter between `low` and `high` (both above 0), which takes the share of collapsed seeds
 * to grow with it; to within 2 %. A share that is NaN (no seed decided) counts as not collapsed.
 */
export async function criticalValue(
  low: number,
  high: number,
  shareAt: (value: number) => Promise<number>,
): Promise<Critical> {
  const collapses = async (value: number) => (await shareAt(value)) >= CRITICAL_SHARE
  if (await collapses(low)) return { kind: 'below', value: low }
  if (!(await collapses(high))) return { kind: 'above', value: high }
  let [below, value] = [low, high]
  while (value / below > RATIO_MAX) {
    const middle = Math.sqrt(below * value)
    if (await collapses(middle)) value = middle
    else below = middle
  }
  return { kind: 'found', value, below }
}
