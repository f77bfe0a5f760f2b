import type { Sample } from '../../bench/metrics/sample.ts'

/** A value of a run, or how far two runs are apart. */
export interface ComparedSample extends Sample {
  /** The value is of one arm less that of another, and may be 0 or below. @defaultValue false */
  readonly isDifference?: boolean
}

/** One of the two sets of runs that are compared. */
export interface Side {
  /** Values as `samples.csv` has them. */
  readonly samples: readonly ComparedSample[]
  /** By `suite/variant` or `suite`: what was done to the arms. */
  readonly plans: Readonly<Record<string, string>>
  /**
   * Machines that figures in real time can be compared between have the same; null where only exact figures are there.
   */
  readonly environmentClass: string | null
  /** Equal and not null on both sides: their runs took turns, so that whatever the machine did fell on both. */
  readonly interleaved: string | null
}

/** Whether the runs of the sides took turns. */
export function areInterleaved(base: Side, head: Side): boolean {
  return base.interleaved !== null && base.interleaved === head.interleaved
}

/** The plan that a sample was measured under; undefined where none is recorded. */
export function recordedPlan(
  { plans }: Side,
  { suite, variant }: Pick<Sample, 'suite' | 'variant'>,
): string | undefined {
  return plans[`${suite}/${variant}`] ?? plans[suite]
}
