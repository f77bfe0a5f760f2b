import type { Sample } from '../../bench/metrics/sample.ts'
import type { Side } from './side.ts'

/** Fields that differ from the defaults of {@link series}. */
export type SeriesFields = Partial<Omit<Sample, 'value' | 'repeat' | 'seed'>>

/**
 * For tests: samples of one series, one for each value, with seeds 7, 8, ... The series is a noisy `response_p50`
 * unless `fields` changes it.
 */
export function series(values: readonly number[], fields: SeriesFields = {}, firstSeed = 7): Sample[] {
  return values.map((value, i) => ({
    suite: 'burst',
    variant: 'default',
    arm: 'queue',
    phase: 'all',
    metric: 'response_p50',
    unit: 'us',
    better: 'lower',
    kind: 'noisy',
    requests: 1000,
    status: 'valid',
    repeat: i + 1,
    seed: firstSeed + i,
    ...fields,
    value,
  }))
}

/** For tests: a side on machine `a` that ran plan `p`. */
export function side(samples: readonly Sample[], fields: Partial<Side> = {}): Side {
  return { samples, plans: { burst: 'p' }, environmentClass: 'a', interleaved: null, ...fields }
}
