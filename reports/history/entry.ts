import type { RunStatus } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'

/** What names a series: `kind` too, since the same arm may be measured in real and in virtual time. */
export type HistoryName = Pick<Sample, 'suite' | 'variant' | 'arm' | 'metric' | 'kind'>

/** One series in one night: a line of the history. */
export interface Entry extends HistoryName, Pick<Sample, 'unit' | 'better'> {
  /** When the run began: ISO 8601, UTC. */
  readonly at: string
  /** Names the night: all that is added of one night has the same text. */
  readonly night: string
  /** Null outside a git checkout. */
  readonly commit: string | null
  /** Machines that figures in real time can be compared between have the same. */
  readonly class: string
  /** Millions of steps of a fixed computation per second. */
  readonly calibration: number
  /** Names what was done to the arm; empty where none is recorded. */
  readonly plan: string
  /** Seed of the first repeat. */
  readonly seed: number
  /** Repeats with a value. */
  readonly n: number
  /** Over the repeats, of `collapsed` the mean; NaN where not each of them has a value. */
  readonly median: number
  readonly status: RunStatus
}

/** The name of a series as one text. */
export function historyKey({ suite, variant, arm, metric, kind }: HistoryName): string {
  return [suite, variant, arm, metric, kind].join(' ')
}
