import type { Clock } from '../../bench/core/clock.ts'
import type { Fault } from '../faults.ts'
import type { ModelSpec } from '../spec.ts'
import { Counters } from './counters.ts'
import type { Answer, Model, TargetAttempt } from './model.ts'
import { modelOf } from './model-of.ts'

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
