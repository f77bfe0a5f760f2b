import { type Distribution, sampleMs } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'

/** Delays each attempt to a model, and each answer of it. Both delays are drawn separately. */
export class Network implements Model {
  readonly #inner: Model
  readonly #delay: Distribution
  readonly #setting: Setting

  constructor(inner: Model, delay: Distribution, setting: Setting) {
    this.#inner = inner
    this.#delay = delay
    this.#setting = setting
  }

  /** Puts a network before the model; returns the model itself without a delay. */
  static before(inner: Model, delay: Distribution | undefined, setting: Setting): Model {
    return delay === undefined ? inner : new Network(inner, delay, setting)
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, counters } = this.#setting
    counters.enter()
    clock.at(clock.nowMs() + this.#delayMs(attempt, 0), () => {
      counters.inFlight -= 1
      this.#inner.arrive(attempt, (outcome) => {
        clock.at(clock.nowMs() + this.#delayMs(attempt, 1), () => answer(outcome))
      })
    })
  }

  /** `way`: 0 for the attempt, 1 for the answer. */
  #delayMs({ request, attempt }: TargetAttempt, way: 0 | 1): number {
    return sampleMs(this.#delay, draw(this.#setting.seed, STREAM.network, request, attempt * 2 + way))
  }
}
