import { Agenda } from './agenda.ts'
import type { Cancel, Clock } from './clock.ts'

/** Tasks allowed at one instant; one more is a livelock. */
const TASKS_PER_INSTANT_MAX = 10_000_000

/** Tasks keep adding tasks for the same instant, so time stands still. */
export class LivelockError extends Error {
  /** The instant at which it stands, ms. */
  readonly atMs: number

  constructor(atMs: number, tasksMax: number) {
    super(`livelock: more than ${tasksMax} tasks at ${atMs} ms`)
    this.name = 'LivelockError'
    this.atMs = atMs
  }
}

export interface VirtualClockOptions {
  /** Tasks allowed at one instant; one more is a livelock. @defaultValue 10,000,000 */
  readonly tasksPerInstantMax?: number
  /** Receives what a task throws; without it the clock throws the error again. */
  readonly onError?: (error: unknown) => void
}

const never = () => false

function rethrow(error: unknown): never {
  throw error
}

/** Simulated time: jumps from task to task, so a run is exact and its seed repeats it. */
export class VirtualClock implements Clock {
  readonly #agenda = new Agenda()
  readonly #tasksPerInstantMax: number
  readonly #onError: (error: unknown) => void
  /** Its owner sets this while it does other work: that work belongs to no instant of this clock. */
  stands = false
  #nowMs = 0
  #tasksAtInstant = 0

  constructor(options: VirtualClockOptions = {}) {
    this.#tasksPerInstantMax = options.tasksPerInstantMax ?? TASKS_PER_INSTANT_MAX
    this.#onError = options.onError ?? rethrow
  }

  nowMs(): number {
    return this.#nowMs
  }

  at(dueMs: number, task: () => void): Cancel {
    const entry = this.#agenda.add(dueMs, task)
    return () => this.#agenda.remove(entry)
  }

  /** Runs all tasks due up to and including `untilMs`, then stops there. @throws LivelockError */
  run(untilMs = Number.POSITIVE_INFINITY): void {
    this.runUntil(never, untilMs)
  }

  /**
   * Runs tasks in order until `done()` is true, which it asks after each task, and stops at that moment. If it never
   * is, the clock stops at `untilMs`, after all tasks due up to and including it. Returns false when it paused after
   * `tasksMax` tasks; the next call goes on as if there had been no pause. @throws LivelockError
   */
  runUntil(done: () => boolean, untilMs: number, tasksMax = Number.POSITIVE_INFINITY): boolean {
    let tasks = 0
    while (this.#agenda.earliestMs() <= untilMs && this.#agenda.size > 0) {
      if (tasks === tasksMax) return false
      tasks += 1
      const { dueMs, task } = this.#agenda.takeEarliest()!
      if (dueMs > this.#nowMs) {
        this.#nowMs = dueMs
        this.#tasksAtInstant = 0
      }
      this.#tasksAtInstant += 1
      if (this.#tasksAtInstant > this.#tasksPerInstantMax) {
        throw new LivelockError(this.#nowMs, this.#tasksPerInstantMax)
      }
      try {
        task()
      } catch (error) {
        this.#onError(error)
      }
      if (done()) return true
    }
    if (untilMs > this.#nowMs && untilMs !== Number.POSITIVE_INFINITY) {
      this.#nowMs = untilMs
      this.#tasksAtInstant = 0
    }
    return true
  }
}
