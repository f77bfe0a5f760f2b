import { ascending, median } from '../../bench/core/order.ts'

/**
 * What makes the median absolute deviation of normal data its standard deviation: 1 / the 75 % quantile of the standard
 * normal.
 */
const MAD_TO_DEVIATION = 1.4826

/**
 * Spread of runs about the median of their own group, all groups pooled: what would be the standard deviation of normal
 * data. Values lie nearer to the median of their own few than to the true one, so that the sum of the sizes less their
 * number stands in for the sum: without it the spread of two groups of 8 is 14 % too small. NaN where no group has two
 * values.
 */
export function spreadOf(...groups: readonly (readonly number[])[]): number {
  const residuals = groups.flatMap((values) => {
    const middle = median(ascending(values))
    return values.map((value) => (value === middle ? 0 : Math.abs(value - middle)))
  })
  const freedom = residuals.length - groups.length
  return MAD_TO_DEVIATION * median(ascending(residuals)) * (residuals.length / freedom)
}
