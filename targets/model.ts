import type { Clock } from '../bench/core/clock.ts'
import type { Outcome } from '../bench/core/outcome.ts'
import { Counters } from './counters.ts'
import type { Fault } from './faults.ts'
import { modelOf } from './model-of.ts'
import type { ModelSpec } from './spec.ts'

/** An attempt as it arrives at the target. */
export interface TargetAttempt {
  readonly request: number
  readonly attempt: number
  /** When the caller stops waiting; Infinity when it does not say. */
  readonly expiresMs: number
  /** Which of the calls that a request makes by plan, where its caller makes several. @defaultValue 0 */
  readonly branch?: number
  /** Its caller stopped waiting before it expires, as that of the slower of two hedged attempts does. Only for counting: a target cannot know. */
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

/** Reasons for which an attempt was turned away or dropped on purpose. */
const SHED: ReadonlySet<string> = new Set(['full', 'expired', 'shed'])

/** The model of a suite with its faults, counting. */
export class Target implements Model {
  readonly counters = new Counters()
  readonly #clock: Clock
  readonly #isChain: boolean
  readonly #model: Model

  constructor(clock: Clock, spec: ModelSpec, faults: readonly Fault[], seed: number) {
    this.#clock = clock
    this.#isChain = spec.model === 'chain'
    this.#model = modelOf(spec, { clock, faults, seed, counters: this.counters })
  }

  /** All counts up to now. */
  count() {
    const { attempts, ok, duplicates, errors, shed, abandoned, inFlight, inFlightMax } = this.counters
    const leafAttempts = this.#isChain ? this.counters.leafAttempts : null
    const busyMs = this.counters.busyMs(this.#clock.nowMs())
    return { attempts, leafAttempts, ok, duplicates, errors, shed, busyMs, abandoned, inFlight, inFlightMax }
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { counters } = this
    counters.attempts += 1
    this.#model.arrive(attempt, (outcome) => {
      if (outcome.kind === 'ok') counters.complete(attempt.request, this.#isChain)
      else if (outcome.kind === 'failed' && SHED.has(outcome.reason)) counters.shed += 1
      else counters.errors += 1
      answer(outcome)
    })
  }
}
