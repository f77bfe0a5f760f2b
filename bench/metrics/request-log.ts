import { ATTEMPT_CAUSES } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { OUTCOME_KINDS } from '../core/outcome.ts'

const ENDS: ReadonlySet<string> = new Set(OUTCOME_KINDS)
const ATTEMPTS: ReadonlySet<string> = new Set(ATTEMPT_CAUSES)
const NEVER = Number.POSITIVE_INFINITY
/** Requests that a log keeps. */
export const REQUESTS_MAX = 2_000_000
/** Requests that fit at first; the room doubles when full. Typed arrays need a sixth of the time of growing lists. */
const ROOM = 1024

/** State of a run at one instant, besides its requests. */
export interface Gauges {
  /** Attempts in the target, waited for or not. */
  readonly inTarget: number
  /** Attempts that are waited for. */
  readonly inFlight: number
  readonly breakersOpen: number
}

/** State of a run at the end of a second. */
export interface SecondState extends Gauges {
  /** Requests that have not ended. */
  readonly open: number
  /** Attempts that were made since the run began. */
  readonly attempts: number
}

/** Requests open anywhere, and attempts in the target that nobody waits for. */
export function openWork({ open, inTarget, inFlight }: Pick<SecondState, 'open' | 'inTarget' | 'inFlight'>): number {
  return open + Math.max(0, inTarget - inFlight)
}

/** Records when each request of a run in virtual time was planned and ended, by id, and the state after each second. */
export class RequestLog {
  /** Ids so far, including those that were left out. */
  count = 0
  /** Planned time of each request below {@link count}, ms; NaN for an id that was left out. */
  plannedMs = new Float64Array(ROOM)
  /** When it ended; Infinity while it is open. */
  endedMs = new Float64Array(ROOM)
  #isOk = new Uint8Array(ROOM)
  readonly states: SecondState[] = []
  /** Requests that have not ended. */
  open = 0
  /** Attempts made so far. */
  attempts = 0
  /** Whether more requests came than fit, so that the log is not the whole run. */
  isFull = false
  #gauges: () => Gauges = () => ({ inTarget: 0, inFlight: 0, breakersOpen: 0 })

  /** Receives an event of the run. */
  readonly hear = (nowMs: number, request: number, event: string): void => {
    const isEnd = ENDS.has(event)
    if (ATTEMPTS.has(event)) this.attempts += 1
    if (request >= this.count && (event === 'start' || isEnd)) {
      this.isFull ||= request >= REQUESTS_MAX
      if (this.isFull) return
      // Ids come in order. Those left out are gaps.
      while (this.count < request) this.#place(Number.NaN)
      this.#place(nowMs)
      this.open += 1
    }
    if (isEnd && request < this.count && this.endedMs[request] === NEVER) {
      this.endedMs[request] = nowMs
      this.#isOk[request] = Number(event === 'ok')
      this.open -= 1
    }
  }

  /** Records the state at the end of each second of the clock, for `seconds` seconds. */
  watch(clock: Clock, seconds: number, gauges: () => Gauges): void {
    this.#gauges = gauges
    const next = () => {
      if (this.states.length >= seconds) return
      clock.at((this.states.length + 1) * 1000, () => {
        this.#keepState()
        next()
      })
    }
    next()
  }

  /** Fills the seconds after the end of the run with its last state. */
  fillUp(seconds: number): void {
    while (this.states.length < seconds) this.#keepState()
  }

  /** Whether a request succeeded within this time after it was planned. */
  isGood(id: number, withinMs: number): boolean {
    return this.#isOk[id] === 1 && this.endedMs[id]! - this.plannedMs[id]! <= withinMs
  }

  has(id: number): boolean {
    return id < this.count && !Number.isNaN(this.plannedMs[id]!)
  }

  /** When a request ended, as known at an instant: Infinity if it was still open. */
  endedBy(id: number, atMs: number): number {
    const endedMs = this.endedMs[id]!
    return endedMs <= atMs ? endedMs : NEVER
  }

  #keepState(): void {
    this.states.push({ open: this.open, attempts: this.attempts, ...this.#gauges() })
  }

  #place(plannedMs: number): void {
    if (this.count === this.plannedMs.length) this.#grow()
    this.plannedMs[this.count] = plannedMs
    this.endedMs[this.count] = NEVER
    this.count += 1
  }

  #grow(): void {
    const room = 2 * this.count
    const { plannedMs, endedMs } = this
    const isOk = this.#isOk
    this.plannedMs = new Float64Array(room)
    this.endedMs = new Float64Array(room)
    this.#isOk = new Uint8Array(room)
    this.plannedMs.set(plannedMs)
    this.endedMs.set(endedMs)
    this.#isOk.set(isOk)
  }
}
