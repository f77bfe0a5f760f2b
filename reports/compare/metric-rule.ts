import { LOST } from '../../bench/metrics/broker-metrics.ts'
import { LATENCY_ABOUT } from '../../bench/metrics/metric.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { ComparedSample } from './side.ts'

/** How a metric is compared, and whether it may fail a comparison. */
export interface MetricRule {
  /** False for informational metrics, which are shown and never fail a comparison. */
  readonly gates: boolean
  /** `ratio`: head / base, for metrics that are never 0. `difference`: head - base in the metric's own unit. */
  readonly effect: 'ratio' | 'difference'
  /** Smallest change that is reported, as a share of the base; 0 where the floor alone decides. */
  readonly minimum: number
  /** Smallest change that is reported, in the metric's own unit. Of counts it is per 1000 requests, unless `none`. */
  readonly floor: number
  /** Each value is 0 or 1, so the mean is a share. */
  readonly binary: boolean
  /** Only 0 is right. A change of how many runs have any is reported, even where the typical run stands still. */
  readonly none: boolean
}

const LATENCY_FLOOR_US = 200
/** Floor of times that are counted in seconds. */
const SECOND_MS = 1000
const AMPLIFICATION_FLOOR = 0.05
const SHARE_FLOOR = 0.001
const COUNT_FLOOR_PER_1000 = 1
const RETRIES_FLOOR_PER_1000 = 0.5
const LOST_FLOOR = 1

/** Smallest change of a latency by its place in the distribution: the farther out, the more it varies. */
const LATENCY_MINIMUMS: Readonly<Record<string, number>> = {
  p50: 0.05,
  mean: 0.05,
  p95: 0.1,
  p99: 0.1,
  p999: 0.15,
  max: 0.15,
}

const LATENCY = new RegExp(`^(${Object.keys(LATENCY_ABOUT).join('|')}|queue_age|complete)_(p50|mean|p95|p99|p999|max)$`)

/**
 * Metrics of whole runs that may fail a comparison: what users get, how late, after how many attempts, how soon it is
 * over, and what a broker lost. Messages that a broker did not confirm are failed requests, and messages that it
 * delivered again are attempts, so both are in these metrics already.
 */
const GATING: readonly string[] = [
  'response_p50',
  'response_p99',
  'response_p999',
  'goodput_ratio',
  'retry_amplification',
  'failure_amplification',
  'recovery_time',
  'collapsed',
  LOST,
  // Of suites that measure something else than arms under load.
  'time_per_operation',
  'cpu_per_message',
  'throughput',
  'knee_throughput',
  'run_time',
]

type GatedSample = Pick<ComparedSample, 'metric' | 'unit' | 'phase' | 'better' | 'isDifference'>

/** The rule of a metric. A difference between arms may be 0 or below, so nothing is a share of it. */
export function ruleOf({ metric, unit, phase, better, isDifference = false }: GatedSample): MetricRule {
  const gates = GATING.includes(metric) && phase === 'all' && better !== 'neither'
  const size = sizeOf(metric, unit)
  const ofGap = isDifference ? difference(size.floor) : size
  return { gates, ...ofGap, binary: metric === 'collapsed', none: metric === LOST }
}

function sizeOf(metric: string, unit: Sample['unit']): Size {
  const latency = LATENCY.exec(metric)
  if (latency !== null) {
    const minimum = LATENCY_MINIMUMS[latency[2]!]!
    // The ratio of two latencies has no floor.
    return { effect: 'ratio', minimum, floor: unit === 'us' ? LATENCY_FLOOR_US : 0 }
  }
  if (/^(recovery|degraded|drain)_time$/.test(metric)) return difference(SECOND_MS)
  if (/amplification$/.test(metric)) return difference(AMPLIFICATION_FLOOR)
  if (/^(retries|redeliveries|hedges)$/.test(metric)) return difference(RETRIES_FLOOR_PER_1000)
  if (metric === LOST) return difference(LOST_FLOOR)
  if (unit === 'count') return difference(COUNT_FLOOR_PER_1000)
  if (unit === 'ratio' && !metric.includes('_vs_')) return difference(SHARE_FLOOR)
  // Throughput, time of an operation, memory, ratios to a peer: never 0 where they are known at all.
  return { effect: 'ratio', minimum: 0.05, floor: 0 }
}

type Size = Omit<MetricRule, 'gates' | 'binary' | 'none'>

function difference(floor: number): Size {
  return { effect: 'difference', minimum: 0, floor }
}
