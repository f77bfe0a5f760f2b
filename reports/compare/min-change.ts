import type { Sample } from '../../bench/metrics/sample.ts'
import type { MetricRule } from './metric-rule.ts'
import { minimumOf } from './noisy.ts'
import type { Row, RowSide } from './row.ts'

/**
 * Smallest change of an exact figure that counts. A share of the base, 0.01 for 1 %, or `measured`: the same as for
 * measured figures. With 0 any change counts.
 */
export type MinChange = number | 'measured'

/** The smallest change on the scale of a row; NaN where any change counts. */
export function exactMinimum(
  minChange: MinChange,
  base: RowSide,
  rule: MetricRule,
  runs: readonly Sample[],
): Row['minimum'] {
  // Only 0 is right: each lost message counts.
  if (minChange === 0 || rule.none) return Number.NaN
  if (minChange !== 'measured') return rule.effect === 'ratio' ? minChange : minChange * Math.abs(middleOf(base))
  const inner = minimumOf(rule, runs, 0)
  const minimum = rule.effect === 'ratio' ? Math.expm1(inner) : inner
  // A floor is no share of a middle of 0.
  return Number.isFinite(minimum) ? minimum : Number.NaN
}

/** The median, or the mean of the runs that are not "never" where most are: nothing is a share of "never". */
function middleOf({ median, mean }: RowSide): number {
  return Number.isFinite(median) ? median : mean
}

/**
 * Whether neither the median nor the mean over the seeds moved by the smallest change. A change of how many seeds are
 * "never", or have a value, is never too small.
 */
export function isTooSmall({ base, head, scale, minimum }: Pick<Row, 'base' | 'head' | 'scale' | 'minimum'>): boolean {
  if (base === null || head === null || Number.isNaN(minimum)) return false
  if (base.n !== head.n || base.never !== head.never) return false
  return (['median', 'mean'] as const).every((name) => Math.abs(changeOf(base[name], head[name], scale)) < minimum)
}

/** The change from one figure to another on the scale of a row; NaN where one of them is not known. */
export function changeOf(was: number, is: number, scale: Row['scale']): number {
  if (was === is) return 0
  return scale === 'ratio' ? is / was - 1 : is - was
}
