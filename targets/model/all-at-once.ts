import { draw, STREAM } from '../../bench/core/draw.ts'
import { failed } from '../../bench/core/outcome.ts'
import { either, type Trouble, Troubles } from '../faults.ts'
import type { LinearSpec, TutorialSpec } from '../spec.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Pauses } from './pauses.ts'

/** Longest latency: without capacity the formula has no bound. */
const LATENCY_MAX_MS = 60_000

/** The work of an attempt at a target without a queue. */
interface Work {
  /** Time while nothing slows the target down, ms. */
  readonly serviceMs: number
  /** Share of such attempts that fail without faults. */
  readonly failureRatio: number
}

/** A server that gets slower with each attempt inside it; see `LinearSpec` for its formula. */
export function linearModel({ baseMs, perInFlightMs, failureRatio }: LinearSpec, setting: Setting): Model {
  return new AllAtOnce(setting, (_, inside, { capacityFactor }) => {
    const crowdMs = (inside * perInFlightMs) / Math.max(Number.MIN_VALUE, capacityFactor)
    return { serviceMs: baseMs + Math.min(crowdMs, LATENCY_MAX_MS), failureRatio }
  })
}

/** The in-flight model of the tutorial; see `TutorialSpec` for its formula. */
export function tutorialModel(spec: TutorialSpec, setting: Setting): Model {
  return new AllAtOnce(setting, ({ request, attempt }, inside, { capacityFactor }) => {
    const capacity = Math.max(Number.MIN_VALUE, (spec.capacityPerSecond / 10) * capacityFactor)
    const overload = Math.max(0, Math.max(spec.loadFactorMin, inside / capacity) - 1)
    const jitterMs = draw(setting.seed, STREAM.service, request, attempt) * spec.jitterMs
    const overloadMs = Math.min(overload * spec.overloadMs, LATENCY_MAX_MS)
    const failureRatio =
      overload > 0
        ? Math.min(spec.failureRatioMax, spec.failureRatio + overload * spec.overloadFailureRatio)
        : spec.failureRatio
    return { serviceMs: spec.baseMs + jitterMs + overloadMs, failureRatio }
  })
}

/** A target without a queue: all attempts run at once, and their number decides how long each takes. */
class AllAtOnce implements Model {
  readonly #workOf: (attempt: TargetAttempt, inside: number, trouble: Trouble) => Work
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  #inside = 0

  /** `workOf` receives the number of attempts inside, with the arriving one. */
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
