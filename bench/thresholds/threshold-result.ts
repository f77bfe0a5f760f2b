import type { JudgedMetric } from './judged-metric.ts'

/**
 * `ok`, `failed`; `insufficient`: too little is known to tell, which is not a pass; `invalid`: a run must not be used
 * or was interrupted.
 */
export type ThresholdOutcome = 'ok' | 'failed' | 'insufficient' | 'invalid'

/** A figure as data, which has no Infinity and no NaN: null where it is not known. */
export type FigureData = number | 'never' | null

/** Figure or limit of a threshold. A verdict is given in words, such as `metastable` or `metastable 7, slow 3`. */
export type ThresholdFigure = FigureData | string

/** One threshold, judged for one arm. */
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

/** What became of a threshold. */
export interface ThresholdJudgement {
  /** Median over the repeats; of a verdict how often each was given. */
  readonly measured: ThresholdFigure
  readonly limit: ThresholdFigure
  readonly verdict: ThresholdOutcome
  /** Why it is insufficient or invalid; empty otherwise. */
  readonly reason: string
}

/** A figure as data. */
export function figureData(value: number): FigureData {
  if (Number.isNaN(value)) return null
  return value === Number.POSITIVE_INFINITY ? 'never' : value
}

/** The number that a figure as data stands for; NaN where it is not known. */
export function figureNumber(data: FigureData): number {
  return data === 'never' ? Number.POSITIVE_INFINITY : (data ?? Number.NaN)
}
