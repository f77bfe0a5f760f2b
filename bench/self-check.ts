import type { RunResult } from './metrics/result.ts'
import { runVirtual } from './run-virtual.ts'
import type { Cell } from './suite.ts'

/** Events kept for comparison; what comes after that is compared by its hash alone. */
const EVENTS_MAX = 2_000_000

/** What a run did, in order: a hash over (time, request, event), and the events themselves while they fit. */
class Trace {
  hash = 0x811c9dc5
  count = 0
  readonly #events: { readonly atMs: number; readonly request: number; readonly event: string }[] = []

  readonly add = (atMs: number, request: number, event: string): void => {
    this.count += 1
    this.#mix(Math.round(atMs * 1e6))
    this.#mix(request)
    for (let i = 0; i < event.length; i++) this.#mix(event.charCodeAt(i))
    if (this.#events.length < EVENTS_MAX) this.#events.push({ atMs, request, event })
  }

  /** `event 17, at 12.5 ms request 3: ok`. */
  describe(index: number): string {
    const found = this.#events[index]
    if (found === undefined) return index < this.count ? `event ${index + 1} (not kept)` : `no event ${index + 1}`
    return `event ${index + 1} at ${found.atMs} ms, request ${found.request}: ${found.event}`
  }

  /** Place of the first event in which two runs differ, undefined when they are the same. */
  firstDifference(other: Trace): number | undefined {
    const kept = Math.max(this.#events.length, other.#events.length)
    for (let i = 0; i < kept; i++) {
      const [a, b] = [this.#events[i], other.#events[i]]
      if (a?.atMs !== b?.atMs || a?.request !== b?.request || a?.event !== b?.event) return i
    }
    return this.hash === other.hash && this.count === other.count ? undefined : kept
  }

  /** FNV-1a over 32-bit words, high part first. */
  #mix(value: number): void {
    this.hash = Math.imul(this.hash ^ Math.floor(value / 0x1_0000_0000), 0x01000193)
    this.hash = Math.imul(this.hash ^ (value | 0), 0x01000193)
  }
}

export interface SelfCheck {
  /** The first run. */
  readonly run: RunResult
  /** Hash over (time, request, event) of the whole run, as 8 hexadecimal digits: the same on every machine. */
  readonly hash: string
  readonly events: number
  /** Where the second run first differs from the first one; undefined when it does not. */
  readonly difference: string | undefined
}

/** Runs a cell twice in virtual time and compares what happened, event by event. */
export function selfCheck(cell: Cell, repeat: number): SelfCheck {
  const [first, second] = [new Trace(), new Trace()]
  const run = runVirtual(cell, { repeat, onEvent: first.add })
  runVirtual(cell, { repeat, onEvent: second.add })
  const index = first.firstDifference(second)
  return {
    run,
    hash: (first.hash >>> 0).toString(16).padStart(8, '0'),
    events: first.count,
    difference:
      index === undefined
        ? undefined
        : `the same seed gave two different runs: first ${first.describe(index)}; then ${second.describe(index)}`,
  }
}
