import { meanMs, sampleMs } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { failed } from '../../bench/core/outcome.ts'
import { either, Troubles } from '../faults.ts'
import type { WorkersSpec } from '../spec.ts'
import { type Take, takeOf, waitingMax } from './discipline.ts'
import { Line, Waiting } from './line.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Pauses } from './pauses.ts'
import { Slots } from './slots.ts'

/** One shard: a fixed number of workers behind one bounded line. */
export class WorkersModel implements Model {
  readonly #spec: WorkersSpec
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  readonly #slots: Slots
  readonly #line = new Line()
  readonly #take: Take
  readonly #waitingMax: number
  readonly #meanMs: number
  readonly #shed = (waiting: Waiting) => this.#drop(waiting, 'shed')

  constructor(spec: WorkersSpec, setting: Setting) {
    this.#spec = spec
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    this.#pauses = new Pauses(setting.faults)
    this.#slots = new Slots(spec.slots, setting, () => this.#work())
    this.#take = takeOf(spec)
    this.#waitingMax = waitingMax(spec)
    this.#meanMs = meanMs(spec.service)
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { clock, counters } = this.#setting
    const nowMs = clock.nowMs()
    if (this.#line.size >= this.#waitingMax && !this.#slots.isAnyFree(nowMs)) {
      answer(failed('full'))
      return
    }
    counters.enter()
    const waiting = new Waiting(attempt, answer, nowMs, this.#troubles.at(nowMs).admittedSlowFactor)
    this.#line.push(waiting)
    this.#work()
    if (waiting.queued && this.#spec.expiry === 'cancel' && attempt.expiresMs !== Number.POSITIVE_INFINITY) {
      waiting.cancelExpiry = clock.at(attempt.expiresMs, () => this.#leaveLine(waiting))
    }
  }

  #work(): void {
    const nowMs = this.#setting.clock.nowMs()
    while (this.#slots.isAnyFree(nowMs) && this.#line.size > 0) {
      const next = this.#take(this.#line, nowMs, this.#shed)
      if (next === undefined) return
      if (this.#isPointless(next.attempt, nowMs)) this.#drop(next, 'expired')
      else this.#begin(next, nowMs)
    }
  }

  #isPointless({ expiresMs }: TargetAttempt, nowMs: number): boolean {
    const { expiry } = this.#spec
    if (expiry === 'ignore') return false
    return nowMs >= expiresMs || (expiry === 'drop-unfinishable' && expiresMs - nowMs < this.#meanMs)
  }

  #drop({ answer, cancelExpiry }: Waiting, reason: 'expired' | 'shed'): void {
    cancelExpiry?.()
    this.#setting.counters.inFlight -= 1
    answer(failed(reason))
  }

  #leaveLine(waiting: Waiting): void {
    this.#line.remove(waiting)
    this.#drop(waiting, 'expired')
  }

  #begin({ attempt, answer, cancelExpiry, slowFactor: admittedFactor }: Waiting, nowMs: number): void {
    const { clock, seed, counters } = this.#setting
    cancelExpiry?.()
    const { slowFactor, errorRatio } = this.#troubles.at(nowMs)
    const serviceMs =
      sampleMs(this.#spec.service, draw(seed, STREAM.service, attempt.request, attempt.attempt)) *
      slowFactor *
      admittedFactor
    const { poisonRatio, failureRatio } = this.#spec
    const fails =
      draw(seed, STREAM.failure, attempt.request, attempt.attempt) < either(failureRatio, errorRatio) ||
      (poisonRatio > 0 && draw(seed, STREAM.poison, attempt.request, 0) < poisonRatio)

    this.#slots.take()
    counters.begin(nowMs)
    const endMs = this.#pauses.endMs(nowMs, serviceMs)
    if (this.#spec.expiry === 'cancel' && attempt.expiresMs < endMs) {
      clock.at(attempt.expiresMs, () => this.#breakOff(attempt, answer, nowMs))
      return
    }
    clock.at(endMs, () => {
      this.#slots.giveBack(nowMs)
      counters.end(nowMs, serviceMs)
      counters.leave(attempt, clock.nowMs())
      answer(fails ? failed('error') : { kind: 'ok', busyMs: serviceMs })
      this.#work()
    })
  }

  /** Ends the work of an attempt whose caller has given up: its worker is free, and its work was wasted. */
  #breakOff({ expiresMs }: TargetAttempt, answer: Answer, startedMs: number): void {
    const { counters } = this.#setting
    this.#slots.giveBack(startedMs)
    counters.end(startedMs, this.#pauses.workedMs(startedMs, expiresMs))
    counters.inFlight -= 1
    counters.abandoned += 1
    answer(failed('expired'))
    this.#work()
  }
}
