import * as hdr from 'hdr-histogram-js'
import { groupBy } from '../../bench/core/group-by.ts'
import { oneLine } from '../../bench/core/printable.ts'
import { Histogram } from '../../bench/metrics/histogram.ts'
import type { RunResult } from '../../bench/metrics/result.ts'

const TICKS_PER_HALF_DISTANCE = 5
const US_PER_MS = 1000
/** A line of the table: value, percentile, number of values up to it, and the rest. */
const ROW = /^ *[\d.]+ ([\d.]+ +(\d+).*)$/gm

/**
 * `latency.hgrm`: the response times of each arm over all its repeats, in ms, as HdrHistogram prints them. A comment
 * line names the arm of each section. The HdrHistogram plotter takes one section.
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
  return `# ${oneLine(name)}: response [ms], ${responses.count} requests that succeeded\n${distribution(responses)}`
}

/**
 * The text of HdrHistogram with the exact values, mean and maximum of our histogram, which HdrHistogram rounds. So all
 * files have the same figures.
 */
function distribution(responses: Histogram): string {
  const histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: Math.max(2 ** 32, 2 * (responses.maxUs() || 0)),
    numberOfSignificantValueDigits: 3,
  })
  for (const [us, count] of responses.values()) histogram.recordValueWithCount(us, count)
  const text = histogram.outputPercentileDistribution(TICKS_PER_HALF_DISTANCE, US_PER_MS)
  histogram.destroy()
  if (responses.count === 0) return `${text.trimEnd()}\n`
  const highestUs = highestByCount(responses)
  const exact = text
    .replace(
      ROW,
      (_, rest, count) => `${ms(isLowest(rest) ? responses.minUs() : highestUs.get(Number(count))!)} ${rest}`,
    )
    .replace(/(#\[Mean +=) *[\d.]+/, (_, head) => `${head} ${ms(responses.meanUs())}`)
    .replace(/(#\[Max +=) *[\d.]+/, (_, head) => `${head} ${ms(responses.maxUs())}`)
  return `${exact.trimEnd()}\n`
}

/** Whether a row is that of percentile 0. */
function isLowest(row: string): boolean {
  return row.startsWith('0.000000000000')
}

/** The highest value, us, by the number of values up to the end of its bucket. */
function highestByCount(responses: Histogram): ReadonlyMap<number, number> {
  let total = 0
  return new Map(
    [...responses.values()].map(([us, count]) => {
      total += count
      return [total, us]
    }),
  )
}

function ms(us: number): string {
  return (us / US_PER_MS).toFixed(3).padStart(12)
}
