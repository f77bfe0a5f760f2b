import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'

/** The name of a series. */
export type SeriesName = Pick<Sample, 'suite' | 'variant' | 'arm' | 'phase' | 'metric'>

/** The name of a series as one text, for maps. */
export function seriesKey({ suite, variant, arm, phase, metric }: SeriesName): string {
  return [suite, variant, arm, phase, metric].join(' ')
}

/** Samples by series, in the order in which they are first named, each in the order of its seeds. */
export function seriesOf<One extends Sample>(samples: readonly One[]): Map<string, One[]> {
  const series = groupBy(samples, seriesKey)
  for (const values of series.values()) values.sort((a, b) => a.seed - b.seed || a.repeat - b.repeat)
  return series
}

/** The seed and repeat that the two runs of a pair share, as one text. */
export function pairKey({ seed, repeat }: Pick<Sample, 'seed' | 'repeat'>): string {
  return `${seed} ${repeat}`
}

/** Whether both sides have the same seeds and repeats in the same order, so that each value has a partner. */
export function arePaired(base: readonly Sample[], head: readonly Sample[]): boolean {
  return base.length === head.length && base.every((sample, i) => pairKey(sample) === pairKey(head[i]!))
}

/** The values of a series. */
export function valuesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value)
}
