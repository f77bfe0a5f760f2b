import type { Clock } from '../../bench/core/clock.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import type { Fault } from '../faults.ts'
import type { Counters } from './counters.ts'

/** An attempt as it arrives at the target. */
export interface TargetAttempt {
  readonly request: number
  readonly attempt: number
  /** When the caller stops waiting; Infinity when it does not say. */
  readonly expiresMs: number
  /** Which of the calls that a request makes by plan, where its caller makes several. @defaultValue 0 */
  readonly branch?: number
  /**
   * Its caller stopped waiting before it expires, as that of the slower of two hedged attempts does. Only for counting:
   * a target cannot know.
   */
  givenUp?: boolean
}

export type Answer = (outcome: Outcome) => void

/** A downstream: takes an attempt in and answers later. Work once begun goes on, whether or not somebody waits. */
export interface Model {
  arrive(attempt: TargetAttempt, answer: Answer): void
}

/** What a model works with. */
export interface Setting {
  readonly clock: Clock
  /** Those that concern this model. */
  readonly faults: readonly Fault[]
  readonly seed: number
  readonly counters: Counters
}
