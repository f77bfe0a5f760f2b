import type { Clock } from '../bench/core/clock.ts'
import { failed, type Outcome } from '../bench/core/outcome.ts'
import { type Fault, type ModelSpec, troubleAt } from './spec.ts'
import { TutorialModel } from './tutorial-model.ts'
import { WorkersModel } from './workers-model.ts'

/** An attempt as it arrives at the target. */
export interface TargetAttempt {
  readonly request: number
  readonly attempt: number
  /** When the caller stops waiting; Infinity when it does not say. */
  readonly expiresMs: number
}

export type Answer = (outcome: Outcome) => void

/** A downstream: takes an attempt in and answers later. Work once begun goes on, whether or not somebody waits. */
export interface Model {
  arrive(attempt: TargetAttempt, answer: Answer): void
}

/** What the callee counts; policies cannot misreport it. */
export class Counters {
  attempts = 0
  ok = 0
  errors = 0
  shed = 0
  abandoned = 0
  inFlight = 0
  inFlightMax = 0
  #endedMs = 0
  #running = 0
  #startedSumMs = 0

  enter(): void {
    this.inFlight += 1
    if (this.inFlight > this.inFlightMax) this.inFlightMax = this.inFlight
  }

  /** Work begins. */
  begin(nowMs: number): void {
    this.#running += 1
    this.#startedSumMs += nowMs
  }

  /** Work begun at `startedMs` has ended. */
  end({ expiresMs }: TargetAttempt, startedMs: number, serviceMs: number, nowMs: number): void {
    this.#running -= 1
    this.#startedSumMs -= startedMs
    this.#endedMs += serviceMs
    this.inFlight -= 1
    if (nowMs > expiresMs) this.abandoned += 1
  }

  /** Time spent on attempts up to now, those still being worked on included, ms. */
  busyMs(nowMs: number): number {
    return this.#endedMs + this.#running * nowMs - this.#startedSumMs
  }
}

/** The model of a suite behind its faults: outages are decided at the door, the rest inside. */
export class Target implements Model {
  readonly counters = new Counters()
  readonly #clock: Clock
  readonly #faults: readonly Fault[]
  readonly #model: Model

  constructor(clock: Clock, spec: ModelSpec, faults: readonly Fault[], seed: number) {
    this.#clock = clock
    this.#faults = faults
    const setting = { clock, faults, seed, counters: this.counters }
    this.#model = spec.model === 'tutorial' ? new TutorialModel(spec, setting) : new WorkersModel(spec, setting)
  }

  /** All counts up to now. */
  count() {
    const { attempts, ok, errors, shed, abandoned, inFlight, inFlightMax } = this.counters
    const busyMs = this.counters.busyMs(this.#clock.nowMs())
    return { attempts, ok, errors, shed, busyMs, abandoned, inFlight, inFlightMax }
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    this.counters.attempts += 1
    const { outage } = troubleAt(this.#faults, this.#clock.nowMs())
    if (outage === 'lost') return
    if (outage === 'refused') {
      this.counters.errors += 1
      answer(failed('outage'))
      return
    }
    this.#model.arrive(attempt, (outcome) => {
      if (outcome.kind === 'ok') this.counters.ok += 1
      else if (outcome.kind === 'failed' && outcome.reason === 'error') this.counters.errors += 1
      else this.counters.shed += 1
      answer(outcome)
    })
  }
}

/** What a model works with. */
export interface Setting {
  readonly clock: Clock
  readonly faults: readonly Fault[]
  readonly seed: number
  readonly counters: Counters
}
