import { LATENCY_ABOUT, METRICS } from '../metrics/metric.ts'
import type { Metric } from '../metrics/metric-kind.ts'
import { LATENCIES, type LatencyName } from '../metrics/result.ts'

/** A metric that is a number: all values of a latency, or one value of a run. */
export type FigureMetric =
  | { readonly kind: 'latency'; readonly name: LatencyName | 'response_adj'; readonly unit: 'us' }
  | { readonly kind: 'scalar'; readonly name: string; readonly unit: Metric['unit']; readonly metric: Metric }

/** A metric of a threshold: a number, or the verdict of a run, which is a word. */
export type JudgedMetric = FigureMetric | VerdictMetric
export type VerdictMetric = { readonly kind: 'verdict'; readonly name: 'verdict'; readonly unit: 'word' }

const ADJUSTED: LatencyName | 'response_adj' = 'response_adj'

const LATENCY_METRICS = [...LATENCIES, ADJUSTED].map((name): FigureMetric => ({ kind: 'latency', name, unit: 'us' }))

/** Metrics that are numbers: latencies, then scalars in the order of the files. */
export const FIGURE_METRICS: readonly FigureMetric[] = [
  ...LATENCY_METRICS,
  ...METRICS.filter((metric) => !Object.keys(LATENCY_ABOUT).some((name) => metric.name.startsWith(`${name}_`))).map(
    (metric): FigureMetric => ({ kind: 'scalar', name: metric.name, unit: metric.unit, metric }),
  ),
]

/** All metrics that a threshold may name. */
export const JUDGED_METRICS: readonly JudgedMetric[] = [
  ...FIGURE_METRICS,
  { kind: 'verdict', name: 'verdict', unit: 'word' },
]

/** The aggregations of a metric, as a user writes them. */
export function aggregationsOf({ kind, unit }: JudgedMetric): readonly string[] {
  if (kind === 'latency') return ['p(N)', 'med', 'avg', 'min', 'max']
  if (unit === 'count') return ['value', 'count']
  return unit === 'ratio' ? ['value', 'rate'] : ['value']
}

/** Converts a figure to the unit of thresholds and reports: latencies to ms. */
export function shownValue({ unit }: Pick<FigureMetric, 'unit'>, value: number): number {
  return unit === 'us' ? value / 1000 : value
}
