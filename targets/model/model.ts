import type { Clock } from '../../bench/core/clock.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import type { Fault } from '../faults.ts'
import type { Counters } from './counters.ts'

/** An attempt as it arrives at the target. */
export interface TargetAttempt {
  readonly request: number
  readonly attempt: number
  /** The instant at which its caller stops waiting, ms; Infinity when unknown. */
  readonly expiresMs: number
  /** Which of its caller's parallel calls this is. @defaultValue 0 */
  readonly branch?: number
  /**
   * Set when its caller stopped waiting before it expired, as for the slower of two hedged attempts. Used only for
   * counting, since a real target cannot know it.
   */
  givenUp?: boolean
}

export type Answer = (outcome: Outcome) => void

/** A downstream: takes an attempt and answers later. Work once begun goes on, even if nobody waits. */
export interface Model<A extends TargetAttempt = TargetAttempt> {
  arrive(attempt: A, answer: Answer): void
}

/** Arguments of a model: clock, faults, seed and counters. */
export interface Setting {
  readonly clock: Clock
  /** Faults of this model. */
  readonly faults: readonly Fault[]
  readonly seed: number
  readonly counters: Counters
}
