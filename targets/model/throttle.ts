import type { Cancel } from '../../bench/core/clock.ts'
import { failed } from '../../bench/core/outcome.ts'
import { Ring } from '../../bench/core/ring.ts'
import { type Trouble, Troubles } from '../faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'

/** Lets attempts pass at most at the rate of a fault of kind `throttle`. The others wait, or find its queue full. */
export class Throttle<A extends TargetAttempt = TargetAttempt> implements Model<A> {
  readonly #inner: Model<A>
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #waiting = new Ring<{ readonly attempt: A; readonly answer: Answer }>()
  /** When the last attempt passed under a throttle, ms. The next one may pass one gap later. */
  #lastMs = Number.NEGATIVE_INFINITY
  /** When a throttle last began or ended, ms. */
  #changedMs = Number.NEGATIVE_INFINITY
  #cancel: Cancel = () => undefined

  private constructor(inner: Model<A>, setting: Setting) {
    this.#inner = inner
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    // Scheduled now, so that at the end of a window waiting attempts go before one that arrives at that moment.
    const throttles = setting.faults.filter(({ kind }) => kind === 'throttle')
    for (const atMs of new Set(throttles.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))) {
      setting.clock.at(atMs, () => {
        this.#changedMs = atMs
        this.#pass()
      })
    }
  }

  /** Puts it before the model; returns the model itself when no fault throttles. */
  static before<A extends TargetAttempt>(inner: Model<A>, setting: Setting): Model<A> {
    return setting.faults.some(({ kind }) => kind === 'throttle') ? new Throttle(inner, setting) : inner
  }

  arrive(attempt: A, answer: Answer): void {
    const { clock, counters } = this.#setting
    const nowMs = clock.nowMs()
    const { throttle } = this.#troubles.at(nowMs)
    if (throttle === undefined || (this.#waiting.size === 0 && nowMs >= this.#dueMs(throttle))) {
      this.#lastMs = throttle === undefined ? Number.NEGATIVE_INFINITY : nowMs
      this.#inner.arrive(attempt, answer)
      return
    }
    if (this.#waiting.size >= throttle.queueMax) {
      answer(failed('full'))
      return
    }
    counters.enter()
    this.#waiting.push({ attempt, answer })
    this.#arm(throttle)
  }

  /** Lets those pass whose turn has come: all of them once nothing throttles any more. */
  #pass(): void {
    const nowMs = this.#setting.clock.nowMs()
    const { throttle } = this.#troubles.at(nowMs)
    if (throttle === undefined) this.#lastMs = Number.NEGATIVE_INFINITY
    while (this.#waiting.size > 0 && (throttle === undefined || nowMs >= this.#dueMs(throttle))) {
      const { attempt, answer } = this.#waiting.shift()!
      // Not the time now: a timer that is late must not lower the rate.
      if (throttle !== undefined) this.#lastMs = this.#dueMs(throttle)
      this.#setting.counters.inFlight -= 1
      this.#inner.arrive(attempt, answer)
    }
    if (throttle !== undefined) this.#arm(throttle)
  }

  /** The earliest instant at which the next attempt may pass. No attempt catches up on a throttle that is over. */
  #dueMs({ gapMs }: NonNullable<Trouble['throttle']>): number {
    return Math.max(this.#lastMs + gapMs, this.#changedMs)
  }

  #arm(throttle: NonNullable<Trouble['throttle']>): void {
    this.#cancel()
    this.#cancel = () => undefined
    if (this.#waiting.size > 0) this.#cancel = this.#setting.clock.at(this.#dueMs(throttle), () => this.#pass())
  }
}
