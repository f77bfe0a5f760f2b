import type { BrokerUrls } from '../../bench/engine/broker-host.ts'
import type { Progress } from '../../bench/engine/experiment.ts'

/** Where the runs of a suite are. */
export interface RunProgress extends Progress {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly seed: number
  /** Number of this run, from 1. */
  readonly run: number
  /** Runs in all. In real time a late run may be made again, which adds one. */
  readonly runs: number
}

/** Options of both clocks. */
export interface CommonOptions {
  /** Only these arms. @defaultValue all arms of the suite */
  readonly arms?: readonly string[] | undefined
  /** Only these variants. @defaultValue all variants of the suite */
  readonly variants?: readonly string[] | undefined
  /** The first seed; the next runs of an arm count on. @defaultValue that of the suite */
  readonly seed?: number | undefined
  /** Folder of the files that the suite names (CSV, PEM), such as `import.meta.dirname`. @defaultValue none are read */
  readonly folder?: string | undefined
  /** Ends the runs. The call then rejects with the reason of the signal, and nothing is left open. */
  readonly signal?: AbortSignal | undefined
  /** Receives the progress of each run at most every 100 ms, in virtual time at its end too. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
}

/** Options of `simulate`. */
export interface SimulateOptions extends CommonOptions {
  /** Runs of each arm, each with its own seed, 1 to 1000. @defaultValue `repeats` of the suite */
  readonly seeds?: number | undefined
  /**
   * Lets a run that its plan does not decide go on at its last rate until the verdict is decided. Other figures stay
   * those of the plan. @defaultValue true
   */
  readonly untilDecided?: boolean | undefined
  /** Most load after the trigger with `untilDecided`, ms. @defaultValue three times `collapseAfterMs` of the suite */
  readonly decideCapMs?: number | undefined
}

/** Options of `run`. */
export interface RunOptions extends CommonOptions {
  /** Runs of each arm, each with its own seed, 1 to 1000. @defaultValue `repeats` of the suite */
  readonly repeats?: number | undefined
  /** Most times that a run is made again which only lateness of this machine made invalid, 0 to 10. @defaultValue 2 */
  readonly rerunInvalid?: number | undefined
  /** Addresses of brokers that are not at their usual address. @defaultValue the usual ones */
  readonly brokerUrls?: BrokerUrls | undefined
  /** Receives each line about requests that a service gets outside of runs, and about limits of this machine. */
  readonly onLine?: ((line: string) => void) | undefined
}
