import type { Cell } from '../cell.ts'
import { atOnce, type Steps } from '../core/steps.ts'
import type { RunResult } from '../metrics/result.ts'
import type { Progress } from './experiment.ts'
import { runVirtualSteps, type VirtualRunOptions } from './virtual.ts'

/** A hash over (time, request, event) of everything that a run does, in order. */
class EventHash {
  value = 0x811c9dc5
  count = 0

  add(atMs: number, request: number, event: string): void {
    this.count += 1
    this.#mix(Math.round(atMs * 1e6))
    this.#mix(request)
    for (let i = 0; i < event.length; i++) this.#mix(event.charCodeAt(i))
  }

  /** FNV-1a over 32-bit words, high part first. */
  #mix(value: number): void {
    this.value = Math.imul(this.value ^ Math.floor(value / 0x1_0000_0000), 0x01000193)
    this.value = Math.imul(this.value ^ (value | 0), 0x01000193)
  }
}

/** Events of a run that are not compared yet, in three lists, because an object for each event would be too many. */
class Events {
  length = 0
  readonly #times: number[] = []
  readonly #requests: number[] = []
  readonly #names: string[] = []

  readonly add = (atMs: number, request: number, event: string): void => {
    const index = this.length++
    this.#times[index] = atMs
    this.#requests[index] = request
    this.#names[index] = event
  }

  isSame(other: Events, index: number): boolean {
    return (
      this.#times[index] === other.#times[index] &&
      this.#requests[index] === other.#requests[index] &&
      this.#names[index] === other.#names[index]
    )
  }

  /** Returns `event 17 at 12.5 ms, request 3: ok`; `place` is its index in the whole run. */
  describe(index: number, place: number): string {
    if (index >= this.length) return `no event ${place + 1}`
    return `event ${place + 1} at ${this.#times[index]} ms, request ${this.#requests[index]}: ${this.#names[index]}`
  }

  /** Forgets the first `count` events. */
  forget(count: number): void {
    for (const list of [this.#times, this.#requests, this.#names]) list.copyWithin(0, count, this.length)
    this.length -= count
  }
}

/** Compares two runs that go on side by side. Compared events are dropped, so memory does not grow with the runs. */
class SideBySide {
  readonly first = new Events()
  readonly second = new Events()
  /** The first difference of the two; undefined while there is none. */
  difference: string | undefined
  #compared = 0

  /** Compares the events of both so far. When one is over, any further event of the other is a difference. */
  compare(isFirstOver: boolean, isSecondOver: boolean): void {
    const { first, second } = this
    const both = Math.min(first.length, second.length)
    let same = 0
    while (same < both && first.isSame(second, same)) same += 1
    const isMore = (isFirstOver && second.length > both) || (isSecondOver && first.length > both)
    if (same < both || isMore) {
      const place = this.#compared + same
      this.difference ??= `first ${first.describe(same, place)}; then ${second.describe(same, place)}`
    }
    this.#compared += both
    first.forget(this.difference === undefined ? both : first.length)
    second.forget(this.difference === undefined ? both : second.length)
  }
}

export interface SelfCheck {
  /** The first run. */
  readonly run: RunResult
  /** Hash over (time, request, event) of the whole run, as 8 hexadecimal digits: the same on every machine. */
  readonly hash: string
  readonly events: number
  /** The first difference of the second run from the first one; undefined when there is none. */
  readonly difference: string | undefined
}

/** Runs a cell twice in virtual time without a pause: the result of {@link selfCheckSteps}. */
export function selfCheck(cell: Cell, repeat: number): SelfCheck {
  return atOnce(selfCheckSteps(cell, { repeat }))
}

/** Runs a cell twice in virtual time, a step of each in turn, and compares both event by event. */
export function* selfCheckSteps(cell: Cell, options: Omit<VirtualRunOptions, 'onEvent'>): Steps<Progress, SelfCheck> {
  const hash = new EventHash()
  const sides = new SideBySide()
  const first = runVirtualSteps(cell, {
    ...options,
    onEvent: (atMs, request, event) => {
      hash.add(atMs, request, event)
      sides.first.add(atMs, request, event)
    },
  })
  const second = runVirtualSteps(cell, { ...options, log: undefined, onEvent: sides.second.add })
  let run: RunResult | undefined
  let isSecondOver = false
  while (run === undefined || !isSecondOver) {
    const step = first.next()
    if (step.done === true) run ??= step.value
    // A run that is known to differ is not needed any more.
    isSecondOver ||= sides.difference !== undefined || second.next().done === true
    sides.compare(run !== undefined, isSecondOver)
    if (step.done !== true) yield step.value
  }
  return {
    run,
    hash: (hash.value >>> 0).toString(16).padStart(8, '0'),
    events: hash.count,
    difference: sides.difference && `the same seed gave two different runs: ${sides.difference}`,
  }
}
