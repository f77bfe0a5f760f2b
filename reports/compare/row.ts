import type { Sample } from '../../bench/metrics/sample.ts'
import type { MetricRule } from './metric-rule.ts'

/** The verdicts on a series; docs/compare-and-ci.md has the order in which they are tried. */
export const SERIES_VERDICTS = [
  'regressed',
  'improved',
  'changed',
  'accepted',
  'incomparable',
  'missing',
  'invalid',
  'undetectable',
  'inconclusive',
  'within-noise',
  'too-small',
  'equivalent',
  'equal',
  'new',
] as const
export type SeriesVerdict = (typeof SERIES_VERDICTS)[number]

/** One series on one side. */
export interface RowSide {
  /** Runs with a value. */
  readonly n: number
  /** The median over the runs. For `collapsed` it is the mean, which is P(collapse). */
  readonly median: number
  /** The mean over the runs that are not "never"; NaN where all are. */
  readonly mean: number
  /** Runs that are "never". */
  readonly never: number
}

/** One series of a comparison: one metric of one arm, base against head. */
export interface Row
  extends Pick<Sample, 'suite' | 'arm' | 'variant' | 'phase' | 'metric' | 'unit' | 'better' | 'kind'>,
    Pick<MetricRule, 'gates'> {
  /** The first characters of the hash of what was done to the arm of head; null where none is recorded. */
  readonly plan: string | null
  /** Null where the side does not have the series. */
  readonly base: RowSide | null
  readonly head: RowSide | null
  /**
   * `ratio`: effect, interval, minimum and mde are changes as a share of the base, 0.1 for +10 %. `difference`: in the
   * metric's unit.
   */
  readonly scale: MetricRule['effect']
  /** Hodges-Lehmann (exact: between the medians); NaN where it is not known, infinite where one side is "never". */
  readonly effect: number
  /** 95 % interval of the effect; NaN where there is none, and of exact figures. */
  readonly low: number
  readonly high: number
  /** p of the test and its Benjamini-Hochberg adjustment; NaN of exact figures and of those that were not tested. */
  readonly p: number
  readonly q: number
  /**
   * Smallest change that is reported: the largest of the metric's minimum, its floor and the measured A/A noise. Of an
   * exact figure it is the one that the user asked for; NaN where any change counts.
   */
  readonly minimum: number
  /** Change that this many runs would have found in 80 of 100 comparisons; NaN where too few runs find none. */
  readonly mde: number
  /** Runs on each side that would decide the row; NaN where it is decided or no number would. */
  readonly runsNeeded: number
  readonly verdict: SeriesVerdict
  /** Why, where the verdict alone does not say it; else empty. */
  readonly note: string
}
