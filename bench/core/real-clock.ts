import { Agenda } from './agenda.ts'
import type { Cancel, Clock } from './clock.ts'

/**
 * How the clock waits for a due time. `timer`: with Node's timers, which are up to a millisecond late. `precise`: polls
 * the event loop in the last milliseconds, which costs a whole core.
 */
export type Pacing = 'timer' | 'precise'

export interface RealClockOptions {
  /** Wall time in ms since 1970 (fractional) at which `nowMs()` is 0; may lie ahead. @defaultValue now */
  readonly originEpochMs?: number
  /** @defaultValue 'timer' */
  readonly pacing?: Pacing
  /** Receives what a task throws; without it the clock throws the error again. */
  readonly onError?: (error: unknown) => void
}

/** Polling starts this long before the due time. Node's timers have whole ms and wake up to one ms late. */
const POLL_MS = 2

/** Wall time in ms since 1970, fractional, the same in every thread of this process. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now()
}

/** The current time as ISO 8601 in UTC. */
export function isoNow(): string {
  return new Date(epochMs()).toISOString()
}

/** Wall time. One timer serves the earliest task and re-arms until it is due, because Node's timers wake early. */
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

  /** Ends the clock: no task runs any more, scheduled before or after this call. */
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

/** Gives signals and other work a turn between two long computations. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Waits outside any run, on a new clock. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    new RealClock().at(ms, resolve)
  })
}

/** Resolves with the result of `work`, or with undefined when it takes longer than `ms`. Leaves no timer behind. */
export async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const clock = new RealClock()
  const late = new Promise<undefined>((resolve) => clock.at(clock.nowMs() + ms, () => resolve(undefined)))
  try {
    return await Promise.race([work, late])
  } finally {
    clock.stop()
  }
}

/** Measures how long a computation takes, ms. */
export function elapsedMs(work: () => void): number {
  const startMs = performance.now()
  work()
  return performance.now() - startMs
}
