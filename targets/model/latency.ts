import { sampleMs } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { Troubles } from '../faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'

/** More faults than a suite may have, so that no two delays of one attempt are drawn by the same number. */
const DELAYS_MAX = 128

/** Lets attempts arrive later that are sent during a fault of kind `latency`. Answers are not delayed. */
export class Latency<A extends TargetAttempt = TargetAttempt> implements Model<A> {
  readonly #inner: Model<A>
  readonly #setting: Setting
  readonly #troubles: Troubles

  private constructor(inner: Model<A>, setting: Setting) {
    this.#inner = inner
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
  }

  /** Puts it before the model; returns the model itself when no fault delays attempts. */
  static before<A extends TargetAttempt>(inner: Model<A>, setting: Setting): Model<A> {
    return setting.faults.some(({ kind }) => kind === 'latency') ? new Latency(inner, setting) : inner
  }

  arrive(attempt: A, answer: Answer): void {
    const { clock, counters, seed } = this.#setting
    const nowMs = clock.nowMs()
    let delayMs = 0
    for (const [i, delay] of this.#troubles.at(nowMs).delays.entries()) {
      delayMs += sampleMs(delay, draw(seed, STREAM.latency, attempt.request, attempt.attempt * DELAYS_MAX + i))
    }
    if (delayMs === 0) {
      this.#inner.arrive(attempt, answer)
      return
    }
    counters.enter()
    clock.at(nowMs + delayMs, () => {
      counters.inFlight -= 1
      this.#inner.arrive(attempt, answer)
    })
  }
}
