import { ConfigError } from '../../bench/core/config-error.ts'
import { ascending, median } from '../../bench/core/order.ts'
import { notOneOf } from '../../bench/core/suggestion.ts'
import { METRICS } from '../../bench/metrics/metric.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { scopesOf } from '../../bench/metrics/scope.ts'
import type { Suite } from '../../bench/suite.ts'
import { shownValue } from '../../bench/thresholds/judged-metric.ts'
import type { ArmAnswer, SummaryWarning } from '../../reports/summary/summary-data.ts'
import { type Explanation, explain, type WhyOptions } from './arm-why.ts'
import { fileName, METRIC_NAMES, type MetricName } from './metric-name.ts'

/** The answer of one arm of one variant, as in `summary.json`, with the runs that it comes from. */
export interface ArmResult extends ArmAnswer {
  /** Raw results, one for each seed. */
  readonly runs: readonly RunResult[]
  /** Doubts about these runs, with advice. Where one is `invalid`, the figures must not be used. */
  readonly warnings: readonly SummaryWarning[]
  /**
   * Median of a metric over the seeds, times in ms. NaN where it does not apply or a seed lacks it, Infinity for never.
   * @throws ConfigError for an unknown metric.
   */
  value(metric: MetricName): number
  /** The metric in each run, in the order of the seeds. @throws ConfigError for an unknown metric. */
  values(metric: MetricName): readonly number[]
  /**
   * Explains the verdict in virtual time: where requests were lost, and each element of the arm taken away. @throws
   * ConfigError for an arm that cannot be simulated, or that has no trigger.
   */
  why(options?: WhyOptions): Promise<Explanation>
}

/** Joins an answer with its runs. */
export function armResult(
  suite: Suite,
  answer: ArmAnswer,
  runs: readonly RunResult[],
  warnings: readonly SummaryWarning[],
): ArmResult {
  const values = (metric: MetricName) => valuesOf(runs, metric)
  const seeds = { first: Math.min(...runs.map(({ seed }) => seed)), count: runs.length }
  return {
    ...answer,
    runs,
    warnings,
    values,
    value: (metric) => medianOf(values(metric)),
    why: (options = {}) => explain({ suite, variant: answer.variant, arm: answer.arm, seeds }, options),
  }
}

function valuesOf(runs: readonly RunResult[], name: MetricName): number[] {
  const metric = METRICS.find((one) => one.name === fileName(name))
  if (metric === undefined) throw new ConfigError(`metric: ${notOneOf(METRIC_NAMES, name)}`)
  return runs.map((run) => {
    const scope = scopesOf(run).find(({ phase }) => phase === 'all')
    return scope === undefined ? Number.NaN : shownValue(metric, metric.value(scope))
  })
}

function medianOf(values: readonly number[]): number {
  return values.some(Number.isNaN) ? Number.NaN : median(ascending(values))
}
