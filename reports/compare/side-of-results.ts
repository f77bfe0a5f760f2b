import type { Sample } from '../../bench/metrics/sample.ts'
import { allSamples } from '../data/csv.ts'
import type { RunData } from '../data/run-data.ts'
import { csvNumber } from '../format.ts'
import { oncePerProcess } from './merge-runs.ts'
import type { Side } from './side.ts'

/** A result folder as a side of a comparison. */
export function sideOf(data: RunData): Side {
  // Results of several processes have been merged already.
  const measured = data.interleaved === null ? oncePerProcess(data.measured) : data.measured
  return {
    samples: asWritten([...allSamples({ ...data, measured: [] }), ...measured]),
    plans: data.plans,
    environmentClass: data.environment.class,
    interleaved: data.interleaved,
  }
}

/** Rounds values to the digits of `samples.csv`, so that a side is the same from either file. */
export function asWritten(samples: readonly Sample[]): Sample[] {
  return samples.map((sample) => ({ ...sample, value: csvNumber(sample.value, sample.unit) }))
}
