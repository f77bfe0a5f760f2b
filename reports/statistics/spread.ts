import { ascending, median } from '../../bench/core/order.ts'

/**
 * Factor from the median absolute deviation of normal data to its standard deviation: 1 / the 75 % quantile of the
 * standard normal.
 */
const MAD_TO_DEVIATION = 1.4826

/**
 * Spread of runs about the median of their group, all groups pooled. For normal data it is the standard deviation.
 * Values of a small group lie nearer to its median than to the true one, so the spread is scaled by n / (n - groups);
 * without that it is 14 % too small for two groups of 8. NaN where no group has two values.
 */
export function spreadOf(...groups: readonly (readonly number[])[]): number {
  const residuals = groups.flatMap((values) => {
    const middle = median(ascending(values))
    return values.map((value) => (value === middle ? 0 : Math.abs(value - middle)))
  })
  const freedom = residuals.length - groups.length
  return MAD_TO_DEVIATION * median(ascending(residuals)) * (residuals.length / freedom)
}
