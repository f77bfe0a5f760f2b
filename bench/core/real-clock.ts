import { Agenda } from './agenda.ts'
import type { Cancel, Clock } from './clock.ts'

/**
 * How a due time is waited for. `timer`: Node's timers, which are late by up to a millisecond. `precise`: the last
 * milliseconds are polled through the event loop, which costs a whole core.
 */
export type Pacing = 'timer' | 'precise'

export interface RealClockOptions {
  /** Wall time in ms since 1970 (fractional) at which `nowMs()` is 0; may lie ahead. @defaultValue now */
  readonly originEpochMs?: number
  /** @defaultValue 'timer' */
  readonly pacing?: Pacing
  /** Receives what a task throws; without it the error is thrown again. */
  readonly onError?: (error: unknown) => void
}

/** Polling starts this long before the due time: Node's timers have whole milliseconds and wake up to one late. */
const POLL_MS = 2

/** Wall time in ms since 1970, in fractions of a millisecond, the same in every thread of this process. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now()
}

/** The moment as ISO 8601 in UTC, for records that name it. */
export function isoNow(): string {
  return new Date(epochMs()).toISOString()
}

/**
 * Wall time. One timer serves the earliest task; it re-arms until the task is due, because Node's timers wake early.
 */
export class RealClock implements Clock {
  readonly #agenda = new Agenda()
  readonly #offsetMs: number
  readonly #pacing: Pacing
  readonly #onError: ((error: unknown) => void) | undefined
  readonly #onWake = () => this.#wake()
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #armedMs = Number.POSITIVE_INFINITY
  #stopped = false

  constructor(options: RealClockOptions = {}) {
    this.#offsetMs = performance.timeOrigin - (options.originEpochMs ?? epochMs())
    this.#pacing = options.pacing ?? 'timer'
    this.#onError = options.onError
  }

  nowMs(): number {
    return performance.now() + this.#offsetMs
  }

  at(dueMs: number, task: () => void): Cancel {
    const entry = this.#agenda.add(dueMs, task)
    if (dueMs < this.#armedMs) this.#arm()
    return () => this.#agenda.remove(entry)
  }

  /** Ends the clock: nothing that is scheduled, now or later, runs. */
  stop(): void {
    this.#stopped = true
    this.#disarm()
  }

  #disarm(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    this.#armedMs = Number.POSITIVE_INFINITY
  }

  #arm(): void {
    const dueMs = this.#agenda.earliestMs()
    this.#disarm()
    if (this.#stopped || dueMs === Number.POSITIVE_INFINITY) return
    this.#armedMs = dueMs
    const waitMs = dueMs - this.nowMs()
    if (waitMs <= 0 || (this.#pacing === 'precise' && waitMs < POLL_MS)) {
      this.#immediate = setImmediate(this.#onWake)
    } else {
      const timerMs = this.#pacing === 'precise' ? Math.floor(waitMs - POLL_MS) : Math.floor(waitMs)
      this.#timer = setTimeout(this.#onWake, Math.min(timerMs, 2 ** 31 - 1))
    }
  }

  #wake(): void {
    this.#armedMs = Number.NEGATIVE_INFINITY
    const nowMs = this.nowMs()
    while (!this.#stopped && this.#agenda.earliestMs() <= nowMs) {
      const { task } = this.#agenda.takeEarliest()!
      try {
        task()
      } catch (error) {
        if (this.#onError === undefined) {
          this.#arm()
          throw error
        }
        this.#onError(error)
      }
    }
    this.#arm()
  }
}

/** Lets signals and other work have their turn between two long pieces of computing. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Waits on a clock of its own, for what belongs to no run. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    new RealClock().at(ms, resolve)
  })
}

/** The result of some work; undefined when it takes longer than `ms`. Leaves no timer behind. */
export async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const clock = new RealClock()
  const late = new Promise<undefined>((resolve) => clock.at(clock.nowMs() + ms, () => resolve(undefined)))
  try {
    return await Promise.race([work, late])
  } finally {
    clock.stop()
  }
}

/** How long a piece of computing takes, ms. */
export function elapsedMs(work: () => void): number {
  const startMs = performance.now()
  work()
  return performance.now() - startMs
}
