import type { VerdictCounts } from '../../metrics/collapse.ts'
import type { VerdictKind } from '../../metrics/verdict.ts'
import type { Seeds } from '../trial.ts'
import type { Losses } from './loss-causes.ts'

/** Raised when the shape of `why.json` changes. */
export const WHY_SCHEMA = 3

/** Verdicts and figures of one arm over its seeds. */
export interface Outcomes {
  /** Seeds with each verdict. */
  readonly verdicts: VerdictCounts
  /** The most frequent verdict. */
  readonly verdict: VerdictKind
  /**
   * P(collapse) over the seeds that are decided, with its Wilson interval; null when too many are undecided.
   */
  readonly collapse: { readonly share: number; readonly low: number; readonly high: number } | null
  /** Goodput deficit, median over the seeds, requests. */
  readonly deficitMedian: number
  /** Time after the trigger at which half of the seeds are back, ms; null when at least half are not. */
  readonly backAfterMs: number | null
}

/** One element of a stack taken away, over the same seeds. */
export type Ablation = {
  readonly element: string
  /** The change that took it away: `removed`, `none` or `400 -> 0`. */
  readonly done: string
} & (
  | {
      readonly kind: 'measured'
      readonly without: Outcomes
      /** Deficit with the element minus without it, median over the seeds; null bounds below six seeds. */
      readonly difference: { readonly median: number; readonly low: number | null; readonly high: number | null }
      /** That difference over the deficit of the full stack; null when the full stack loses nothing. */
      readonly share: number | null
    }
  /** Without it the suite is refused, or the run makes no progress. */
  | { readonly kind: 'refused' | 'livelock'; readonly reason: string }
)

/** Attempts in the second that ends `afterMs` after the trigger, per second, mean over seeds. */
export interface Rates {
  readonly afterMs: number
  /** The last whole second of the load. */
  readonly isEnd: boolean
  readonly offered: number
  readonly goodput: number
  readonly attempts: number
  readonly first: number
  readonly afterFailed: number
  readonly afterTimeout: number
  readonly afterRejected: number
  readonly hedges: number
  readonly redeliveries: number
}

/** Whether the arm's own load can keep the target overloaded once nothing is answered. */
export interface Sustain {
  /**
   * 1 + r_inf: attempts per planned request while the target answers nothing; of a chain, calls per call at its leaf.
   */
  readonly attemptsPerRequest: number
  /**
   * Attempts that reach the target right before the trigger over its capacity, mean over the seeds; null when the
   * capacity is not known.
   */
  readonly rho: number | null
  /**
   * Requests before the trigger x `attemptsPerRequest` over the capacity: the load that the arm makes while nothing is
   * answered.
   */
  readonly demand: number | null
}

/** A change of one parameter that flips the verdict. */
export interface Flip {
  readonly parameter: string
  /** 0 for a delay where there was none. */
  readonly from: number
  readonly to: number
  /** The change in words. */
  readonly change: string
  readonly outcomes: Outcomes
}

export type Flips =
  | {
      readonly kind: 'searched'
      /** Parameters that were tried. */
      readonly candidates: number
      /** Smallest change first. */
      readonly found: readonly Flip[]
    }
  | { readonly kind: 'not searched'; readonly reason: string }

/** The explanation of the verdict of one arm. */
export interface ArmWhy {
  readonly arm: string
  readonly style: 'rpc' | 'queue'
  /** False when it was interrupted. The results until then are kept. */
  readonly complete: boolean
  /** Runs in virtual time that it took. */
  readonly runs: number
  readonly full: Outcomes
  /** Why seeds are undecided; empty when none is. */
  readonly undecided: string
  readonly ablations: readonly Ablation[]
  /** Time that a request has from its planned start, ms. After it the request is lost. */
  readonly inTimeMs: number
  /** Lost requests by cause, mean over the seeds with the most frequent verdict. */
  readonly losses: Losses
  /** Over the same seeds. */
  readonly rates: readonly Rates[]
  /** Null when nothing is planned before the trigger. */
  readonly sustain: Sustain | null
  readonly flips: Flips
}

/** The whole result of `why`, written to `why.json`. Every other file is derived from it. */
export interface WhyData {
  readonly schema: typeof WHY_SCHEMA
  readonly status: 'complete' | 'partial'
  /** Facts that differ from run to run; no other file holds them. */
  readonly environment: Readonly<Record<string, string | number | boolean | null>>
  readonly suite: string
  readonly question: string
  readonly variant: string
  readonly seeds: Seeds
  readonly arms: readonly ArmWhy[]
}
