import { type Distribution, sampleMs } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'

/** The way to a model and back: each attempt and, drawn separately, each answer comes so much later. */
export class Network implements Model {
  readonly #inner: Model
  readonly #delay: Distribution
  readonly #setting: Setting

  constructor(inner: Model, delay: Distribution, setting: Setting) {
    this.#inner = inner
    this.#delay = delay
    this.#setting = setting
  }

  /** The model itself when there is no delay. */
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

  /** `way`: 0 there, 1 back. */
  #delayMs({ request, attempt }: TargetAttempt, way: 0 | 1): number {
    return sampleMs(this.#delay, draw(this.#setting.seed, STREAM.network, request, attempt * 2 + way))
  }
}
