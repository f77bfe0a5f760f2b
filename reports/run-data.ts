import type { RunResult } from '../bench/metrics/result.ts'
import type { Sample } from '../bench/metrics/sample.ts'

/** Raised when the shape of `run.json` changes. */
export const SCHEMA = 2

export interface SuiteInfo {
  readonly name: string
  readonly question: string
  readonly about: string
  /** The plan that the command line gave instead of the suite's load; null when it gave none. */
  readonly plan: string | null
  readonly variants: Readonly<Record<string, string>>
  /** Hash of all that decides what is measured: two runs with the same hash can be compared. */
  readonly planHash: string
  /** The suite with all defaults, as it was run. */
  readonly config: unknown
}

/** All of a result folder: `run.json`. Every other file is derived from it. */
export interface RunData {
  readonly schema: typeof SCHEMA
  readonly status: 'complete' | 'partial'
  /** Facts that differ from run to run; no other file holds them. */
  readonly environment: Readonly<Record<string, string | number | boolean | null>>
  readonly suites: readonly SuiteInfo[]
  readonly runs: readonly RunResult[]
  /** The same cells and seeds in virtual time, beside real runs that they are compared with. */
  readonly simulated: readonly RunResult[]
  /** Figures of suites that measure something else than arms under load. */
  readonly measured: readonly Sample[]
}
