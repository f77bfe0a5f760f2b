import type { Sample } from '../../bench/metrics/sample.ts'

/** A value of a run, or how far two runs are apart. */
export interface ComparedSample extends Sample {
  /** The value is a difference between two arms, and may be 0 or below. @defaultValue false */
  readonly isDifference?: boolean
}

/** One of the two sets of runs that are compared. */
export interface Side {
  /** Values as `samples.csv` has them. */
  readonly samples: readonly ComparedSample[]
  /** Hashes of what was done to the arms, by `suite/variant` or `suite`. */
  readonly plans: Readonly<Record<string, string>>
  /** Figures in real time compare only between machines of one class; null where there are only exact figures. */
  readonly environmentClass: string | null
  /** Equal and not null on both sides where their runs took turns: whatever the machine did hit both alike. */
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
