import type { Call } from '../../bench/core/call.ts'
import type { Cancel, Clock } from '../../bench/core/clock.ts'
import type { Fault } from '../faults.ts'

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** The stops of a process, known in advance: when work that begins now ends, and when the process goes on. */
export class Pauses {
  /** Ascending, apart from each other. */
  readonly #windows: readonly Window[]

  constructor(faults: readonly Fault[]) {
    this.#windows = merged(faults.filter(({ kind }) => kind === 'pause'))
  }

  get none(): boolean {
    return this.#windows.length === 0
  }

  /**
   * When `workMs` of work begun at `startMs` ends. Work that is done at the very start of a pause is not held up by it.
   */
  endMs(startMs: number, workMs: number): number {
    let endMs = startMs + workMs
    for (const { fromMs, toMs } of this.#windows) {
      if (fromMs >= endMs) break
      if (toMs > startMs) endMs += toMs - Math.max(fromMs, startMs)
    }
    return endMs
  }

  /** Time between two instants during which the process did not stand still. */
  workedMs(startMs: number, endMs: number): number {
    let workedMs = endMs - startMs
    for (const { fromMs, toMs } of this.#windows) {
      if (fromMs < endMs && toMs > startMs) workedMs -= Math.min(toMs, endMs) - Math.max(fromMs, startMs)
    }
    return workedMs
  }

  /** The first instant from `atMs` on at which the process runs. */
  resumeMs(atMs: number): number {
    for (const { fromMs, toMs } of this.#windows) if (atMs >= fromMs && atMs < toMs) return toMs
    return atMs
  }
}

/** A clock whose tasks wait while the process stands still, as timers do. */
export class PausingClock implements Clock {
  readonly #clock: Clock
  readonly #pauses: Pauses

  constructor(clock: Clock, pauses: Pauses) {
    this.#clock = clock
    this.#pauses = pauses
  }

  nowMs(): number {
    return this.#clock.nowMs()
  }

  at(dueMs: number, task: () => void): Cancel {
    return this.#clock.at(this.#pauses.resumeMs(dueMs), task)
  }
}

/** A call whose answers are found only when the process runs. */
export function pausingCall(inner: Call, clock: Clock, pauses: Pauses): Call {
  return (request, settle) => {
    let waiting = true
    const cancel = inner(request, (outcome) => {
      const nowMs = clock.nowMs()
      const resumeMs = pauses.resumeMs(nowMs)
      if (resumeMs === nowMs) {
        settle(outcome)
        return
      }
      clock.at(resumeMs, () => {
        if (waiting) settle(outcome)
      })
    })
    return () => {
      waiting = false
      cancel()
    }
  }
}

function merged(windows: readonly Window[]): Window[] {
  const result: Window[] = []
  for (const { fromMs, toMs } of [...windows].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1)
    if (last === undefined || fromMs > last.toMs) result.push({ fromMs, toMs })
    else result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) }
  }
  return result
}
