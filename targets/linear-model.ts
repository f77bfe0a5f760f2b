import { draw, STREAM } from '../bench/core/draw.ts'
import { failed } from '../bench/core/outcome.ts'
import { either, Troubles } from './faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Pauses } from './pauses.ts'
import type { LinearSpec } from './spec.ts'
import { LATENCY_MAX_MS } from './tutorial-model.ts'

/** A server that gets slower with each attempt inside it; see `LinearSpec` for its formula. It has no queue. */
export class LinearModel implements Model {
  readonly #spec: LinearSpec
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  #inside = 0

  constructor(spec: LinearSpec, setting: Setting) {
    this.#spec = spec
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    this.#pauses = new Pauses(setting.faults)
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, seed, counters } = this.#setting
    const { baseMs, perInFlightMs, failureRatio } = this.#spec
    const startedMs = clock.nowMs()
    const { capacityFactor, slowFactor, errorRatio } = this.#troubles.at(startedMs)
    this.#inside += 1
    counters.enter()

    const crowdMs = (this.#inside * perInFlightMs) / Math.max(Number.MIN_VALUE, capacityFactor)
    const serviceMs = (baseMs + Math.min(crowdMs, LATENCY_MAX_MS)) * slowFactor
    const fails = draw(seed, STREAM.failure, attempt.request, attempt.attempt) < either(failureRatio, errorRatio)

    counters.begin(startedMs)
    clock.at(this.#pauses.endMs(startedMs, serviceMs), () => {
      this.#inside -= 1
      counters.end(startedMs, serviceMs)
      counters.leave(attempt.expiresMs, clock.nowMs())
      answer(fails ? failed('error') : { kind: 'ok', busyMs: serviceMs })
    })
  }
}
