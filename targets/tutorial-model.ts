import { draw, STREAM } from '../bench/core/draw.ts'
import { failed } from '../bench/core/outcome.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { either, type TutorialSpec, troubleAt } from './spec.ts'

/** The in-flight model of the tutorial; see `TutorialSpec` for its formula. It has no queue: everything runs at once. */
export class TutorialModel implements Model {
  readonly #spec: TutorialSpec
  readonly #setting: Setting

  constructor(spec: TutorialSpec, setting: Setting) {
    this.#spec = spec
    this.#setting = setting
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, faults, seed, counters } = this.#setting
    const spec = this.#spec
    const trouble = troubleAt(faults, clock.nowMs())
    counters.enter()

    const capacity = Math.max(Number.MIN_VALUE, (spec.capacityPerSecond / 10) * trouble.capacityFactor)
    const overload = Math.max(0, Math.max(spec.loadFactorMin, counters.inFlight / capacity) - 1)
    const jitterMs = draw(seed, STREAM.service, attempt.request, attempt.attempt) * spec.jitterMs
    const overloadMs = Math.min(overload * spec.overloadMs, LATENCY_MAX_MS)
    const serviceMs = (spec.baseMs + jitterMs + overloadMs) * trouble.slowFactor
    const ownRatio =
      overload > 0
        ? Math.min(spec.failureRatioMax, spec.failureRatio + overload * spec.overloadFailureRatio)
        : spec.failureRatio
    const fails = draw(seed, STREAM.failure, attempt.request, attempt.attempt) < either(ownRatio, trouble.errorRatio)

    const startedMs = clock.nowMs()
    counters.begin(startedMs)
    clock.at(startedMs + serviceMs, () => {
      counters.end(attempt, startedMs, serviceMs, clock.nowMs())
      answer(fails ? failed('error') : { kind: 'ok', busyMs: serviceMs })
    })
  }
}

/** With no capacity left the formula has no bound; a minute stands for it. */
const LATENCY_MAX_MS = 60_000
