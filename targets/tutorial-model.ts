import { draw, STREAM } from '../bench/core/draw.ts'
import { failed } from '../bench/core/outcome.ts'
import { either, Troubles } from './faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Pauses } from './pauses.ts'
import type { TutorialSpec } from './spec.ts'

/** The in-flight model of the tutorial; see `TutorialSpec` for its formula. It has no queue: everything runs at once. */
export class TutorialModel implements Model {
  readonly #spec: TutorialSpec
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  #inside = 0

  constructor(spec: TutorialSpec, setting: Setting) {
    this.#spec = spec
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    this.#pauses = new Pauses(setting.faults)
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, seed, counters } = this.#setting
    const spec = this.#spec
    const startedMs = clock.nowMs()
    const trouble = this.#troubles.at(startedMs)
    this.#inside += 1
    counters.enter()

    const capacity = Math.max(Number.MIN_VALUE, (spec.capacityPerSecond / 10) * trouble.capacityFactor)
    const overload = Math.max(0, Math.max(spec.loadFactorMin, this.#inside / capacity) - 1)
    const jitterMs = draw(seed, STREAM.service, attempt.request, attempt.attempt) * spec.jitterMs
    const overloadMs = Math.min(overload * spec.overloadMs, LATENCY_MAX_MS)
    const serviceMs = (spec.baseMs + jitterMs + overloadMs) * trouble.slowFactor
    const ownRatio =
      overload > 0
        ? Math.min(spec.failureRatioMax, spec.failureRatio + overload * spec.overloadFailureRatio)
        : spec.failureRatio
    const fails = draw(seed, STREAM.failure, attempt.request, attempt.attempt) < either(ownRatio, trouble.errorRatio)

    counters.begin(startedMs)
    clock.at(this.#pauses.endMs(startedMs, serviceMs), () => {
      this.#inside -= 1
      counters.end(startedMs, serviceMs)
      counters.leave(attempt.expiresMs, clock.nowMs())
      answer(fails ? failed('error') : { kind: 'ok', busyMs: serviceMs })
    })
  }
}

/** With no capacity left the formula has no bound; a minute stands for it. */
export const LATENCY_MAX_MS = 60_000
