import type { LoadFacts } from '../../bench/load/load-facts.ts'
import type { RunResult, Warning } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'

/** Raised when the shape of `run.json` changes. 4: timelines and histograms are packed. */
export const SCHEMA = 4
/** Versions that can be read: in the one before, timelines and histograms stand there as lists. */
export const SCHEMAS_READ: readonly number[] = [3, SCHEMA]

export interface SuiteInfo {
  readonly name: string
  readonly question: string
  readonly about: string
  /** The plan that the command line gave instead of the suite's load; null when it gave none. */
  readonly plan: string | null
  /** What each variant planned. */
  readonly loads: Readonly<Record<string, LoadFacts>>
  readonly variants: Readonly<Record<string, string>>
  /** The suite with all defaults, as it was run. */
  readonly config: unknown
}

/** Facts about where, when and from what a run was made. */
export interface Environment extends Readonly<Record<string, string | number | boolean | null>> {
  /** Machines that figures in real time can be compared between have the same. */
  readonly class: string
  /** Millions of steps of a fixed computation per second: how fast this machine was at that moment. */
  readonly calibration: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Null outside a git checkout. */
  readonly commit: string | null
}

/** A run that another one of the same cell and seed took the place of, because this machine was late in it. */
export interface DiscardedRun {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly repeat: number
  readonly seed: number
  readonly warnings: readonly Warning[]
  /** Cores that other programs kept busy meanwhile; null where it is not known. */
  readonly othersCores: number | null
  /** Share of its requests that succeeded in time, 0 to 1: it shows whether the discarded runs were the worse ones. */
  readonly goodputRatio: number
}

/** All of a result folder: `run.json`. Every other file is derived from it. */
export interface RunData {
  readonly schema: typeof SCHEMA
  readonly status: 'complete' | 'partial'
  /** Facts that differ from run to run; no other file holds them. */
  readonly environment: Environment
  /**
   * By `suite/variant` (of a suite without arms: by `suite`) a hash of what is done to the arms: load, target, faults,
   * deadline. Figures with the same plan can be compared; what an arm does about it may differ.
   */
  readonly plans: Readonly<Record<string, string>>
  /** Names the series of runs in turn with another commit that this is one side of; null when it stands alone. */
  readonly interleaved: string | null
  readonly suites: readonly SuiteInfo[]
  readonly runs: readonly RunResult[]
  /** Runs that count in no figure: others took their place. */
  readonly discarded: readonly DiscardedRun[]
  /** The same cells and seeds in virtual time, beside real runs that they are compared with. */
  readonly simulated: readonly RunResult[]
  /** Figures of suites that measure something else than arms under load. */
  readonly measured: readonly Sample[]
  /** As they were judged at the end of the run: a baseline may have changed since. */
  readonly thresholds: readonly ThresholdResult[]
}
