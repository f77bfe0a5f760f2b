import type { JudgedMetric } from './judged-metric.ts'

/**
 * Outcome of a threshold. `insufficient`: too little is known to judge it, which is no pass. `invalid`: a run is
 * invalid or was interrupted.
 */
type ThresholdOutcome = 'ok' | 'failed' | 'insufficient' | 'invalid'

/** A figure in JSON, which has neither Infinity nor NaN; null where it is unknown. */
export type FigureData = number | 'never' | null

/** Figure or limit of a threshold. For a verdict it is a text, such as `metastable` or `metastable 7, slow 3`. */
type ThresholdFigure = FigureData | string

/** The outcome of one condition for one arm. */
export interface ThresholdResult extends ThresholdJudgement {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  /** Metric and tags, as the suite has them: `response{phase:recovery}`. */
  readonly threshold: string
  readonly expression: string
  /** Of `measured` and `limit`; latencies are in ms. */
  readonly unit: Exclude<JudgedMetric['unit'], 'us'>
}

/** Figure, limit and outcome of a threshold. */
export interface ThresholdJudgement {
  /** Median over the repeats; for the verdict its kinds, with counts where they differ. */
  readonly measured: ThresholdFigure
  readonly limit: ThresholdFigure
  readonly verdict: ThresholdOutcome
  /** Why it is insufficient or invalid; empty otherwise. */
  readonly reason: string
}

/** Converts a figure to JSON. */
export function figureData(value: number): FigureData {
  if (Number.isNaN(value)) return null
  return value === Number.POSITIVE_INFINITY ? 'never' : value
}

/** Converts a figure from JSON; NaN where it is unknown. */
export function figureNumber(data: FigureData): number {
  return data === 'never' ? Number.POSITIVE_INFINITY : (data ?? Number.NaN)
}
