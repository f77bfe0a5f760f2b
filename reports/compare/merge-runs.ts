import { groupBy } from '../../bench/core/group-by.ts'
import { ascending, median } from '../../bench/core/order.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { RunData } from '../data/run-data.ts'
import { seriesKey } from './series.ts'

/**
 * Merges results of the same suites with different seeds: each result becomes a repeat, in the order given. Where one
 * process measured a figure several times, its median counts, because such repeats are no replicates. Environment and
 * configuration are those of the first result. `interleaved` names the series of runs in turn.
 */
export function mergeRuns(results: readonly RunData[], interleaved: string | null): RunData {
  const first = results[0]!
  const key = ({ suite, variant, arm }: RunResult) => `${suite} ${variant} ${arm}`
  const order = [...new Set(results.flatMap(({ runs }) => runs.map(key)))]
  const seen = new Map<string, number>()
  const runs = results
    .flatMap((result) => result.runs)
    .map((run): RunResult => {
      const repeat = (seen.get(key(run)) ?? 0) + 1
      seen.set(key(run), repeat)
      return { ...run, repeat }
    })
    .toSorted((a, b) => order.indexOf(key(a)) - order.indexOf(key(b)))
  return {
    ...first,
    status: results.every(({ status }) => status === 'complete') ? 'complete' : 'partial',
    interleaved,
    runs,
    measured: results.flatMap(({ measured }, i) => oncePerProcess(measured, i + 1)),
    // Each result judged its thresholds over its own repeats alone.
    thresholds: [],
  }
}

/** The median of each figure that one process measured several times, because such repeats are no replicates. */
export function oncePerProcess(measured: readonly Sample[], repeat = 1): Sample[] {
  return [...groupBy(measured, seriesKey).values()].map((own) => oneOf(own, repeat))
}

function oneOf(samples: readonly Sample[], repeat: number): Sample {
  const bad = samples.find(({ status }) => status !== 'valid')
  const value = median(ascending(samples.map((sample) => sample.value)))
  return { ...(bad ?? samples[0]!), repeat, value }
}
