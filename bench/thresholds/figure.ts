import type { Phase } from '../core/phase.ts'
import { Histogram } from '../metrics/histogram.ts'
import type { PhaseResult, RunResult } from '../metrics/result.ts'
import { type Scope, scopesOf } from '../metrics/scope.ts'
import type { Aggregation } from './expression.ts'
import type { FigureMetric } from './judged-metric.ts'

/** The figure of a run that a threshold judges. */
export interface Figure {
  readonly metric: FigureMetric
  readonly aggregation: Aggregation
  readonly phase: Phase | 'all'
}

/** Tolerance for binary: 0.07 x 100 is a little more than 7, but `p(7)` of 100 values is the 7th. */
const BINARY_ERROR = 1e-14

/** The figure of a run in the unit of its metric. NaN where it is unknown or does not apply, Infinity for "never". */
export function figureOf(run: RunResult, { metric, aggregation, phase }: Figure): number {
  const scope = scopeOf(run, phase)
  if (scope === undefined) return Number.NaN
  return metric.kind === 'scalar' ? metric.metric.value(scope) : latencyFigure(scope.counts, metric.name, aggregation)
}

/** The name of a phase in the scopes of a run: `all` for the only phase of a run, else its own. */
export function scopePhase({ phases }: Pick<RunResult, 'phases'>, phase: Figure['phase']): Figure['phase'] {
  return phases.length === 1 && phases[0]!.phase === phase ? 'all' : phase
}

function scopeOf(run: RunResult, phase: Figure['phase']): Scope | undefined {
  const wanted = scopePhase(run, phase)
  return scopesOf(run).find((scope) => scope.phase === wanted)
}

function latencyFigure(
  { latencies, requests, outcomes }: PhaseResult,
  name: (FigureMetric & { kind: 'latency' })['name'],
  aggregation: Aggregation,
): number {
  const histogram = Histogram.from(latencies[name === 'response_adj' ? 'response' : name])
  const missing = name === 'response_adj' ? requests - outcomes.ok : 0
  if (aggregation.kind === 'percentile') {
    return histogram.soundPercentileUs(aggregation.q * (1 - BINARY_ERROR), missing)
  }
  if (aggregation.kind === 'min') {
    return histogram.count === 0 && missing > 0 ? Number.POSITIVE_INFINITY : histogram.minUs()
  }
  if (missing > 0) return Number.POSITIVE_INFINITY
  // Whole microseconds, as `samples.csv` has the mean.
  return aggregation.kind === 'max' ? histogram.maxUs() : Math.round(histogram.meanUs())
}
