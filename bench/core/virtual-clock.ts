import { Agenda } from './agenda.ts'
import type { Cancel, Clock } from './clock.ts'

/** Tasks allowed at one instant before the run is called a livelock. */
const TASKS_PER_INSTANT_MAX = 10_000_000

/** Time stands still while tasks keep asking for more tasks. */
export class LivelockError extends Error {
  /** Where it stands. */
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
  /** Receives what a task throws; without it the error is thrown again. */
  readonly onError?: (error: unknown) => void
}

const never = () => false

function rethrow(error: unknown): never {
  throw error
}

/** Simulated time: jumps from task to task, so that a run is as exact and as repeatable as its seed. */
export class VirtualClock implements Clock {
  readonly #agenda = new Agenda()
  readonly #tasksPerInstantMax: number
  readonly #onError: (error: unknown) => void
  /** Set by its owner while it does something else: what happens meanwhile belongs to no moment of this clock. */
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

  /** Runs all tasks due up to and including `untilMs`, then stands there. @throws LivelockError */
  run(untilMs = Number.POSITIVE_INFINITY): void {
    this.runUntil(never, untilMs)
  }

  /**
   * Runs tasks in order until one of them makes `done()` true, and stands at that moment; when none does up to and
   * including `untilMs`, it stands there. `done` is asked after each task. False when it paused after `tasksMax` tasks
   * instead: called again it goes on, as if there had been no pause. @throws LivelockError
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
