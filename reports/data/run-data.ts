import type { LoadFacts } from '../../bench/load/load-facts.ts'
import type { RunResult, Warning } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'

/** Raised when the shape of `run.json` changes. 4: timelines and histograms are packed. */
export const SCHEMA = 4
/** Versions that can be read. In version 3 timelines and histograms are lists. */
export const SCHEMAS_READ: readonly number[] = [3, SCHEMA]

export interface SuiteInfo {
  readonly name: string
  readonly question: string
  readonly about: string
  /** The plan that the command line gave instead of the suite's load; null when it gave none. */
  readonly plan: string | null
  /** The planned load of each variant. */
  readonly loads: Readonly<Record<string, LoadFacts>>
  readonly variants: Readonly<Record<string, string>>
  /** The suite with all defaults, as it was run. */
  readonly config: unknown
}

/** Facts about the machine, the time and the code of a run. */
export interface Environment extends Readonly<Record<string, string | number | boolean | null>> {
  /** Class of machine. Figures in real time compare only within one class. */
  readonly class: string
  /** Millions of steps of a fixed computation per second: how fast this machine was at that moment. */
  readonly calibration: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Null outside a git checkout. */
  readonly commit: string | null
}

/** A late run that a rerun of the same cell and seed replaced, or a rerun that failed for another reason. */
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
   * Hashes of what is done to the arms: load, target, faults, deadline. By `suite/variant`, for a suite without arms by
   * `suite`. Figures with the same plan can be compared; the policies of the arms may differ.
   */
  readonly plans: Readonly<Record<string, string>>
  /** Name of a series of runs that took turns with another commit, of which this is one side; null when alone. */
  readonly interleaved: string | null
  readonly suites: readonly SuiteInfo[]
  readonly runs: readonly RunResult[]
  /** Late runs that a rerun replaced, and reruns that failed otherwise: they count in no figure. */
  readonly discarded: readonly DiscardedRun[]
  /** The same cells and seeds in virtual time, for comparison with the real runs. */
  readonly simulated: readonly RunResult[]
  /** Figures of suites that measure other things than arms under load. */
  readonly measured: readonly Sample[]
  /** Thresholds as they were judged at the end of the run. A baseline may have changed since. */
  readonly thresholds: readonly ThresholdResult[]
}
