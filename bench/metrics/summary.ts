import { groupBy } from '../core/group-by.ts'
import { ascending, median } from '../core/order.ts'
import type { Sample } from './sample.ts'

/** A metric over the repeats of one arm: a row of `summary.csv`. */
export interface Summary
  extends Pick<Sample, 'suite' | 'arm' | 'variant' | 'phase' | 'metric' | 'unit' | 'better' | 'kind' | 'status'> {
  readonly n: number
  readonly median: number
  /** 95 % interval of the median by order statistics; NaN below six repeats, where there is none. */
  readonly ciLow: number
  readonly ciHigh: number
  readonly min: number
  readonly max: number
}

/** Summaries, in the order in which each series first appears. The status is the worst of the repeats. */
export function summarise(samples: readonly Sample[]): Summary[] {
  const groups = groupBy(samples, ({ suite, variant, arm, phase, metric }) =>
    [suite, variant, arm, phase, metric].join(' '),
  )
  return [...groups.values()].map(summaryOf)
}

function summaryOf(group: readonly Sample[]): Summary {
  const { suite, arm, variant, phase, metric, unit, better, kind } = group[0]!
  const values = ascending(group.map(({ value }) => value))
  const status = (['invalid', 'partial'] as const).find((worse) => group.some((sample) => sample.status === worse))
  const [ciLow, ciHigh] = medianInterval(values)
  return {
    suite,
    arm,
    variant,
    phase,
    metric,
    unit,
    better,
    kind,
    status: status ?? 'valid',
    n: values.length,
    median: median(values),
    ciLow,
    ciHigh,
    min: values[0]!,
    max: values.at(-1)!,
  }
}

/**
 * 95 % interval of the median by order statistics, without any assumption on the distribution. Its ends are the k-th
 * smallest and the k-th largest value, with the largest k for which P(Binomial(n, 1/2) < k) <= 0.025. The upper end is
 * one value lower where that still covers 95 %, as in go-moremath. NaN where there is none (n < 6).
 */
export function medianInterval(sorted: readonly number[]): [low: number, high: number] {
  const n = sorted.length
  let probability = 0.5 ** n
  let below = 0
  let k = 0
  while (below + probability <= 0.025) {
    below += probability
    k += 1
    probability *= (n - k + 1) / k
  }
  if (k === 0) return [Number.NaN, Number.NaN]
  const lowerEnd = 1 - 2 * below - probability >= 0.95
  return [sorted[k - 1]!, sorted[n - k - Number(lowerEnd)]!]
}
