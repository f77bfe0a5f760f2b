import type { Call } from '../../bench/core/call.ts'
import type { Cancel, Clock } from '../../bench/core/clock.ts'
import type { Fault } from '../faults.ts'

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** Pauses of a process, known in advance. Computes when work ends and when the process resumes. */
export class Pauses {
  /** Ascending, without overlap. */
  readonly #windows: readonly Window[]

  constructor(faults: readonly Fault[]) {
    this.#windows = merged(faults.filter(({ kind }) => kind === 'pause'))
  }

  get none(): boolean {
    return this.#windows.length === 0
  }

  /** When `workMs` of work begun at `startMs` ends. A pause does not delay work that ends exactly at its start. */
  endMs(startMs: number, workMs: number): number {
    let endMs = startMs + workMs
    for (const { fromMs, toMs } of this.#windows) {
      if (fromMs >= endMs) break
      if (toMs > startMs) endMs += toMs - Math.max(fromMs, startMs)
    }
    return endMs
  }

  /** Time between two instants without pauses, ms. */
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

/** A clock whose tasks wait during a pause of the process, as timers do. */
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

/** A call whose answers wait during a pause of the process. */
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
