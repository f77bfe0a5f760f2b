import { Agenda } from './agenda.ts'
import type { Cancel, Clock } from './clock.ts'

/** Tasks allowed at one instant before the run is called a livelock. */
const TASKS_PER_INSTANT_MAX = 10_000_000

/** Simulated time: jumps from task to task, so that a run is as exact and as repeatable as its seed. */
export class VirtualClock implements Clock {
  readonly #agenda = new Agenda()
  #nowMs = 0

  nowMs(): number {
    return this.#nowMs
  }

  at(dueMs: number, task: () => void): Cancel {
    const entry = this.#agenda.add(dueMs, task)
    return () => this.#agenda.remove(entry)
  }

  /** Runs all tasks due up to and including `untilMs`, then stands there. @throws Error on a livelock, naming the time. */
  run(untilMs = Number.POSITIVE_INFINITY): void {
    let tasksAtInstant = 0
    while (this.#agenda.size > 0 && this.#agenda.earliestMs() <= untilMs) {
      const { dueMs, task } = this.#agenda.takeEarliest()!
      tasksAtInstant = dueMs > this.#nowMs ? 1 : tasksAtInstant + 1
      if (tasksAtInstant > TASKS_PER_INSTANT_MAX) {
        throw new Error(`livelock: more than ${TASKS_PER_INSTANT_MAX} tasks at ${this.#nowMs} ms`)
      }
      this.#nowMs = Math.max(this.#nowMs, dueMs)
      task()
    }
    if (untilMs !== Number.POSITIVE_INFINITY) this.#nowMs = Math.max(this.#nowMs, untilMs)
  }
}
