import type { Call } from '../../bench/core/call.ts'
import { sampleMs } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { failed, type Outcome } from '../../bench/core/outcome.ts'
import { type PolicySpec, stack } from '../../bench/policy/stack.ts'
import { Troubles } from '../faults.ts'
import type { TierSpec } from '../spec.ts'
import { Line, Waiting } from './line.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { modelCall } from './model-call.ts'
import { Pauses, PausingClock, pausingCall } from './pauses.ts'
import { Slots } from './slots.ts'

/** An attempt that has finished its own work and waits for its calls. */
interface Calling {
  readonly waiting: Waiting
  /** When it took its slot, ms. */
  readonly takenMs: number
  left: number
  busyMs: number
  allOk: boolean
}

/**
 * A calling layer in one process. An attempt takes a slot, does its own work and calls the next layer through the
 * tier's policies. It holds its slot until all its calls have ended, even if its own caller has given up.
 */
export class Tier implements Model {
  readonly #spec: TierSpec
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  readonly #slots: Slots
  readonly #line = new Line()
  readonly #call: Call
  /** Range of attempt numbers for one call, and for all calls of one attempt. */
  readonly #numbersPerCall: number
  readonly #numbersPerAttempt: number

  constructor(spec: TierSpec, setting: Setting, next: Model) {
    this.#spec = spec
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    this.#pauses = new Pauses(setting.faults)
    this.#slots = new Slots(spec.slots, setting, () => this.#work())
    this.#numbersPerCall = attemptsMax(spec.policy)
    // Odd, so that numbers of two attempts differ in 32 bits, however deep the chain is.
    this.#numbersPerAttempt = (spec.fanOut * this.#numbersPerCall) | 1
    this.#call = this.#createCall(next)
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, counters } = this.#setting
    const nowMs = clock.nowMs()
    if (this.#line.size >= this.#spec.queueMax && !this.#slots.isAnyFree(nowMs)) {
      answer(failed('full'))
      return
    }
    counters.enter()
    this.#line.push(new Waiting(attempt, answer, nowMs, this.#troubles.at(nowMs).admittedSlowFactor))
    this.#work()
  }

  #createCall(next: Model): Call {
    const { clock, seed } = this.#setting
    const send = modelCall(next)
    const counted: Call = (request, settle) => {
      request.trail.attempts += 1
      return send(request, settle)
    }
    const pauses = this.#pauses
    if (pauses.none) return stack(this.#spec.policy, { clock, seed, observer: NOBODY }, counted, rethrow)
    const context = { clock: new PausingClock(clock, pauses), seed, observer: NOBODY }
    return stack(this.#spec.policy, context, pausingCall(counted, clock, pauses), rethrow)
  }

  #work(): void {
    const nowMs = this.#setting.clock.nowMs()
    while (this.#slots.isAnyFree(nowMs) && this.#line.size > 0) this.#begin(this.#line.takeOldest()!, nowMs)
  }

  #begin(waiting: Waiting, nowMs: number): void {
    const { clock, seed, counters } = this.#setting
    const { request, attempt } = waiting.attempt
    const { slowFactor, errorRatio } = this.#troubles.at(nowMs)
    const serviceMs =
      sampleMs(this.#spec.service, draw(seed, STREAM.service, request, attempt)) * slowFactor * waiting.slowFactor
    const fails = errorRatio > 0 && draw(seed, STREAM.failure, request, attempt) < errorRatio
    this.#slots.take()
    counters.begin(nowMs)
    clock.at(this.#pauses.endMs(nowMs, serviceMs), () => {
      counters.end(nowMs, serviceMs)
      if (fails) this.#leave(waiting, nowMs, failed('error'))
      else this.#callNext({ waiting, takenMs: nowMs, left: this.#spec.fanOut, busyMs: serviceMs, allOk: true })
    })
  }

  #callNext(calling: Calling): void {
    const { request, attempt, expiresMs, branch: own = 0 } = calling.waiting.attempt
    const intendedMs = this.#setting.clock.nowMs()
    const firstNumber = Math.imul(attempt, this.#numbersPerAttempt)
    const settle = (outcome: Outcome) => this.#answered(calling, outcome)
    for (let branch = 0; branch < this.#spec.fanOut; branch++) {
      const attempts = (firstNumber + branch * this.#numbersPerCall) >>> 0
      const trail = { attempts, branch: own * this.#spec.fanOut + branch }
      this.#call({ id: request, intendedMs, deadlineMs: expiresMs, cause: 'first', after: undefined, trail }, settle)
    }
  }

  #answered(calling: Calling, outcome: Outcome): void {
    calling.left -= 1
    if (outcome.kind === 'ok') calling.busyMs += outcome.busyMs
    else calling.allOk = false
    if (calling.left > 0) return
    const own: Outcome = calling.allOk ? { kind: 'ok', busyMs: calling.busyMs } : failed('downstream')
    this.#leave(calling.waiting, calling.takenMs, own)
  }

  #leave({ attempt, answer }: Waiting, takenMs: number, outcome: Outcome): void {
    const { clock, counters } = this.#setting
    this.#slots.giveBack(takenMs)
    counters.leave(attempt, clock.nowMs())
    answer(outcome)
    this.#work()
  }
}

/** Observer that ignores all: the policies of a tier show only in its answers. */
const NOBODY = { rejected: () => undefined, breakerChanged: () => undefined }

function rethrow(error: unknown): never {
  throw error
}

/** Most attempts that one call can make through these policies. */
function attemptsMax(policy: readonly PolicySpec[]): number {
  return policy.reduce((most, spec) => (spec.kind === 'retry' ? most * (spec.retriesMax + 1) : most), 1)
}
