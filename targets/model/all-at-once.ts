import { draw, STREAM } from '../../bench/core/draw.ts'
import { failed } from '../../bench/core/outcome.ts'
import { either, type Trouble, Troubles } from '../faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Pauses } from './pauses.ts'

/** With no capacity left a formula has no bound; a minute stands for it. */
export const LATENCY_MAX_MS = 60_000

/** What an attempt takes at a target without a queue. */
export interface Work {
  /** While nothing slows the target down, ms. */
  readonly serviceMs: number
  /** Share of such attempts that fail, faults left aside. */
  readonly failureRatio: number
}

/** A target without a queue: everything runs at once, and how many do decides how long each takes. */
export class AllAtOnce implements Model {
  readonly #workOf: (attempt: TargetAttempt, inside: number, trouble: Trouble) => Work
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  #inside = 0

  /** `workOf` is asked with the attempts inside, the arriving one included. */
  constructor(setting: Setting, workOf: (attempt: TargetAttempt, inside: number, trouble: Trouble) => Work) {
    this.#workOf = workOf
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    this.#pauses = new Pauses(setting.faults)
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, seed, counters } = this.#setting
    const startedMs = clock.nowMs()
    const trouble = this.#troubles.at(startedMs)
    this.#inside += 1
    counters.enter()

    const work = this.#workOf(attempt, this.#inside, trouble)
    const serviceMs = work.serviceMs * trouble.slowFactor * trouble.admittedSlowFactor
    const failureRatio = either(work.failureRatio, trouble.errorRatio)
    const fails = draw(seed, STREAM.failure, attempt.request, attempt.attempt) < failureRatio

    counters.begin(startedMs)
    clock.at(this.#pauses.endMs(startedMs, serviceMs), () => {
      this.#inside -= 1
      counters.end(startedMs, serviceMs)
      counters.leave(attempt, clock.nowMs())
      answer(fails ? failed('error') : { kind: 'ok', busyMs: serviceMs })
    })
  }
}
