import type { RunStatus } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'

/** The name of a series in a history. It includes `kind`, since an arm may run in real and in virtual time. */
export type HistoryName = Pick<Sample, 'suite' | 'variant' | 'arm' | 'metric' | 'kind'>

/** One series in one night: a line of the history. */
export interface Entry extends HistoryName, Pick<Sample, 'unit' | 'better'> {
  /** When the run began: ISO 8601, UTC. */
  readonly at: string
  /** Name of the night, the same for all results of one night. */
  readonly night: string
  /** Null outside a git checkout. */
  readonly commit: string | null
  /** Class of machine. Figures in real time compare only within one class. */
  readonly class: string
  /** Millions of steps of a fixed computation per second. */
  readonly calibration: number
  /** First digits of the hash of what was done to the arm; empty where none is recorded. */
  readonly plan: string
  /** Seed of the first repeat. */
  readonly seed: number
  /** Repeats with a value. */
  readonly n: number
  /** Median over the repeats (mean for `collapsed`); NaN where some repeat has no value. */
  readonly median: number
  readonly status: RunStatus
}

/** The name of a series as one text. */
export function historyKey({ suite, variant, arm, metric, kind }: HistoryName): string {
  return [suite, variant, arm, metric, kind].join(' ')
}
