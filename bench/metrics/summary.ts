import { groupBy } from '../core/group-by.ts'
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

/** Summaries in the order in which the samples first name them. The status is the worst of the repeats. */
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
    ...{ suite, arm, variant, phase, metric, unit, better, kind },
    status: status ?? 'valid',
    n: values.length,
    median: median(values),
    ciLow,
    ciHigh,
    min: values[0]!,
    max: values.at(-1)!,
  }
}

/** The values from the smallest to the largest. */
export function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

/** Median of ascending values; the mean of the two in the middle of an even number. NaN of none. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  if (sorted.length === 0) return Number.NaN
  if (!Number.isInteger(middle)) return sorted[Math.floor(middle)]!
  const [low, high] = [sorted[middle - 1]!, sorted[middle]!]
  return low === high ? low : (low + high) / 2
}

/**
 * 95 % interval of the median without any assumption on the distribution: the k-th smallest and the k-th largest value,
 * k as large as P(Binomial(n, 1/2) < k) <= 0.025 allows. NaN where there is none (n < 6).
 */
export function medianInterval(sorted: readonly number[]): [low: number, high: number] {
  const n = sorted.length
  let probability = 0.5 ** n
  let cumulative = probability
  let k = 0
  while (cumulative <= 0.025) {
    k += 1
    probability *= (n - k + 1) / k
    cumulative += probability
  }
  return k === 0 ? [Number.NaN, Number.NaN] : [sorted[k - 1]!, sorted[n - k]!]
}
