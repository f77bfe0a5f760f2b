import { sampleMs } from '../bench/core/distribution.ts'
import { draw, STREAM } from '../bench/core/draw.ts'
import { failed } from '../bench/core/outcome.ts'
import { Ring } from '../bench/core/ring.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { either, troubleAt, type WorkersSpec } from './spec.ts'

interface Waiting {
  readonly attempt: TargetAttempt
  readonly answer: Answer
}

/** A fixed number of workers behind one bounded first-in-first-out queue. */
export class WorkersModel implements Model {
  readonly #spec: WorkersSpec
  readonly #setting: Setting
  readonly #queue = new Ring<Waiting>()
  #busy = 0

  constructor(spec: WorkersSpec, setting: Setting) {
    this.#spec = spec
    this.#setting = setting
    // Capacity that comes back must be used even when nothing arrives or ends at that moment.
    for (const fault of setting.faults) {
      if (fault.kind === 'capacity') setting.clock.at(fault.toMs, () => this.#work())
    }
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { counters } = this.#setting
    if (this.#busy >= this.#slots() && this.#queue.size >= this.#spec.queueMax) {
      answer(failed('full'))
      return
    }
    counters.enter()
    this.#queue.push({ attempt, answer })
    this.#work()
  }

  #slots(): number {
    const { clock, faults } = this.#setting
    const { capacityFactor } = troubleAt(faults, clock.nowMs())
    return Math.max(Math.sign(capacityFactor), Math.round(this.#spec.slots * capacityFactor))
  }

  #work(): void {
    const slots = this.#slots()
    while (this.#busy < slots && this.#queue.size > 0) this.#begin(this.#queue.shift()!)
  }

  #begin({ attempt, answer }: Waiting): void {
    const { clock, faults, seed, counters } = this.#setting
    const nowMs = clock.nowMs()
    if (this.#spec.expiry === 'drop-at-dequeue' && nowMs >= attempt.expiresMs) {
      counters.inFlight -= 1
      answer(failed('expired'))
      return
    }
    const trouble = troubleAt(faults, nowMs)
    const serviceMs =
      sampleMs(this.#spec.service, draw(seed, STREAM.service, attempt.request, attempt.attempt)) * trouble.slowFactor
    const failureRatio = either(this.#spec.failureRatio, trouble.errorRatio)
    const fails = draw(seed, STREAM.failure, attempt.request, attempt.attempt) < failureRatio

    this.#busy += 1
    counters.begin(nowMs)
    clock.at(nowMs + serviceMs, () => {
      this.#busy -= 1
      counters.end(attempt, nowMs, serviceMs, clock.nowMs())
      answer(fails ? failed('error') : { kind: 'ok', busyMs: serviceMs })
      this.#work()
    })
  }
}
