import * as hdr from 'hdr-histogram-js'
import { groupBy } from '../bench/core/group-by.ts'
import { oneLine } from '../bench/core/printable.ts'
import { Histogram } from '../bench/metrics/histogram.ts'
import type { RunResult } from '../bench/metrics/result.ts'

const TICKS_PER_HALF_DISTANCE = 5
const US_PER_MS = 1000

/**
 * `latency.hgrm`: the response times of each arm over all its repeats as HdrHistogram prints them, in ms, each under a
 * comment line that names the arm. One section is what the HdrHistogram plotter takes.
 */
export function latencyHgrm(runs: readonly RunResult[]): string {
  const arms = groupBy(runs, ({ suite, variant, arm }) => `${suite} ${variant} ${arm}`)
  return [...arms].map(([name, group]) => section(name, group)).join('\n')
}

function section(name: string, runs: readonly RunResult[]): string {
  const responses = new Histogram()
  for (const { phases } of runs) {
    for (const { phase, latencies } of phases) if (phase !== 'warmup') responses.add(latencies.response)
  }
  const histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 32,
    numberOfSignificantValueDigits: 3,
  })
  for (const [us, count] of responses.values()) histogram.recordValueWithCount(us, count)
  const body = histogram.outputPercentileDistribution(TICKS_PER_HALF_DISTANCE, US_PER_MS)
  histogram.destroy()
  return `# ${oneLine(name)}: response [ms], ${responses.count} requests that succeeded\n${body.trimEnd()}\n`
}
