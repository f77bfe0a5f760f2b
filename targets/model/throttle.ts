import { failed } from '../../bench/core/outcome.ts'
import { Ring } from '../../bench/core/ring.ts'
import { Troubles } from '../faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'

/** Lets attempts pass at most at the rate of a fault of kind `throttle`. The others wait, or find its queue full. */
export class Throttle<A extends TargetAttempt = TargetAttempt> implements Model<A> {
  readonly #inner: Model<A>
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #waiting = new Ring<{ readonly attempt: A; readonly answer: Answer }>()
  /** The earliest instant at which the next attempt may pass, ms. */
  #nextMs = Number.NEGATIVE_INFINITY
  #isArmed = false

  private constructor(inner: Model<A>, setting: Setting) {
    this.#inner = inner
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    // Scheduled now, so that at the end of a window waiting attempts go before one that arrives at that moment.
    for (const { kind, toMs } of setting.faults) if (kind === 'throttle') setting.clock.at(toMs, () => this.#pass())
  }

  /** Puts it before the model; returns the model itself when no fault throttles. */
  static before<A extends TargetAttempt>(inner: Model<A>, setting: Setting): Model<A> {
    return setting.faults.some(({ kind }) => kind === 'throttle') ? new Throttle(inner, setting) : inner
  }

  arrive(attempt: A, answer: Answer): void {
    const { clock, counters } = this.#setting
    const nowMs = clock.nowMs()
    const { throttle } = this.#troubles.at(nowMs)
    if (throttle === undefined || (this.#waiting.size === 0 && nowMs >= this.#nextMs)) {
      this.#nextMs = nowMs + (throttle?.gapMs ?? 0)
      this.#inner.arrive(attempt, answer)
      return
    }
    if (this.#waiting.size >= throttle.queueMax) {
      answer(failed('full'))
      return
    }
    counters.enter()
    this.#waiting.push({ attempt, answer })
    this.#arm()
  }

  /** Lets those pass whose turn has come: all of them once nothing throttles any more. */
  #pass(): void {
    const nowMs = this.#setting.clock.nowMs()
    const { throttle } = this.#troubles.at(nowMs)
    while (this.#waiting.size > 0 && (throttle === undefined || nowMs >= this.#nextMs)) {
      const { attempt, answer } = this.#waiting.shift()!
      this.#nextMs += throttle?.gapMs ?? 0
      this.#setting.counters.inFlight -= 1
      this.#inner.arrive(attempt, answer)
    }
    this.#arm()
  }

  #arm(): void {
    if (this.#isArmed || this.#waiting.size === 0) return
    this.#isArmed = true
    this.#setting.clock.at(this.#nextMs, () => {
      this.#isArmed = false
      this.#pass()
    })
  }
}
