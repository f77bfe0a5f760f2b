import { CONNECTIONS_MAX } from '../../targets/http/client.ts'
import { LET_GO_MS } from '../../targets/http/protocol.ts'
import type { Model } from '../../targets/model/model.ts'
import { isService } from '../../targets/spec.ts'
import { STREAMS_MAX } from '../../targets/url-spec.ts'
import type { Cell } from '../cell.ts'
import type { Clock } from '../core/clock.ts'
import { descriptorsFor } from '../core/open-files.ts'
import type { Steps } from '../core/steps.ts'
import { type Load, planOf } from '../load/load.ts'
import { runVirtualSteps } from './virtual.ts'
import { attemptsAtOnceMax } from './warm-up.ts'

/** Connections that a cell has open at once. */
export interface ConnectionsNeeded {
  /** Connections when nothing is late. */
  readonly least: number
  /** Connections when each exchange lasts longer by the event-loop delay that a valid run may have. */
  readonly most: number
}

/**
 * Counts connections in virtual time. An exchange that nobody waits for any more keeps its connection until it is
 * answered or let go. The answer times of a service given by URL are not known: it needs at least the largest burst,
 * which over HTTP/2 shares connections. A client of the user may need any number.
 */
export function* connectionsNeeded(cell: Cell, signal?: AbortSignal): Steps<unknown, ConnectionsNeeded> {
  if (cell.target.model === 'call') return { least: 0, most: 0 }
  if (isService(cell.target)) {
    const atOnce = Math.min(CONNECTIONS_MAX, attemptsAtOnceMax(cell.armSpec), largestBurst(cell.load, cell.seed))
    const { http2, streamsMax = STREAMS_MAX } = cell.target
    const least = http2 ? Math.ceil(atOnce / streamsMax) : atOnce
    return { least, most: least }
  }
  const lateMs = cell.validity.eventLoopDelayP99MaxMs
  let [inTime, late]: (Connected | undefined)[] = []
  const front = (target: Model, clock: Clock) => {
    inTime = new Connected(target, clock, 0)
    late = new Connected(inTime, clock, lateMs)
    return late
  }
  yield* runVirtualSteps(withMemoryBroker(cell), { repeat: 1, front, signal })
  const bounded = (counted: Connected | undefined) => Math.min(CONNECTIONS_MAX, counted?.openMax ?? 0)
  return { least: bounded(inTime), most: bounded(late) }
}

/** Whether this many descriptors are enough for any load of a generator on a target in this process. */
export function sufficesForAny(descriptors: number): boolean {
  return descriptors >= descriptorsFor(CONNECTIONS_MAX, 2)
}

/** Most arrivals at one instant. */
function largestBurst(load: Load, seed: number): number {
  let [largest, size, lastMs] = [0, 0, Number.NaN]
  for (const dueMs of planOf(load, seed)) {
    size = dueMs === lastMs ? size + 1 : 1
    lastMs = dueMs
    largest = Math.max(largest, size)
  }
  return largest
}

/** The cell with the broker of this process: no broker changes the number of the target's connections. */
function withMemoryBroker(cell: Cell): Cell {
  const { armSpec } = cell
  if (armSpec.style === 'rpc') return cell
  const { kind: _, crash: __, ...broker } = armSpec.broker
  return { ...cell, armSpec: { ...armSpec, broker: { ...broker, kind: 'memory' } } }
}

/** Counts the connections that HTTP would have open at a target if each exchange ended `lateMs` after its answer. */
class Connected implements Model {
  readonly #target: Model
  readonly #clock: Clock
  readonly #lateMs: number
  #open = 0
  openMax = 0

  constructor(target: Model, clock: Clock, lateMs: number) {
    this.#target = target
    this.#clock = clock
    this.#lateMs = lateMs
  }

  arrive(...[attempt, answer]: Parameters<Model['arrive']>): void {
    this.#open += 1
    this.openMax = Math.max(this.openMax, this.#open)
    const clock = this.#clock
    const end = () => {
      this.#open -= 1
    }
    const letGoMs = attempt.expiresMs + LET_GO_MS
    const cancel = clock.at(letGoMs + this.#lateMs, end)
    this.#target.arrive(attempt, (outcome) => {
      const nowMs = clock.nowMs()
      if (nowMs < letGoMs) {
        cancel()
        if (this.#lateMs === 0) end()
        else clock.at(nowMs + this.#lateMs, end)
      }
      answer(outcome)
    })
  }
}
