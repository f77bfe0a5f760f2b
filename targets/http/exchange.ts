import type { Dispatcher } from 'undici'
import type { Request } from '../../bench/core/call.ts'
import type { Clock } from '../../bench/core/clock.ts'
import { failed, type Outcome } from '../../bench/core/outcome.ts'
import type { Connection, Message } from './connection.ts'
import { isClosed, reasonOf } from './failure.ts'
import { BUSY_HEADER, outcomeOf } from './protocol.ts'

/** No server closes a connection that idled less than this, ms. */
const IDLE_MIN_MS = 10
/** A close up to this long after sending may be that of an idle connection: the server had not read the request, ms. */
const CROSSED_MAX_MS = 100
/** Statuses without a body, whatever their `content-length`. */
const BODILESS: ReadonlySet<number> = new Set([204, 304])

/** The client of an exchange. */
export interface Caller {
  readonly clock: Clock
  /** Whether it is the program's own target. */
  readonly own: boolean
  /** Receives the end of each exchange once, from inside undici. */
  readonly onEnd: (exchange: Exchange) => void
}

/**
 * One attempt over HTTP. `settle` is removed when its caller stops waiting. It uses undici's older handlers, with raw
 * headers: the newer ones make objects of all headers, which costs a seventh of the CPU of a request.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly request: Request
  readonly message: Message
  settle: ((outcome: Outcome) => void) | undefined
  readonly #caller: Caller
  #connection!: Connection
  #sentMs = 0
  #started = false
  #metClosed = false
  #status = 0
  #busyMs = Number.NaN
  #reason: string | undefined

  constructor(caller: Caller, request: Request, message: Message, settle: (outcome: Outcome) => void) {
    this.#caller = caller
    this.request = request
    this.message = message
    this.settle = settle
  }

  begin(connection: Connection, nowMs: number): void {
    connection.usedBy(this.#caller)
    this.#connection = connection
    this.#sentMs = nowMs
    this.#reason = undefined
  }

  get connection(): Connection {
    return this.#connection
  }

  get status(): number {
    return this.#status
  }

  /** Reason for no answer; undefined when there was one. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Whether the idle connection was closed just when the attempt was sent on it. */
  get metClosedConnection(): boolean {
    return this.#metClosed
  }

  outcome(): Outcome {
    return this.#reason === undefined ? outcomeOf(this.#status, this.#busyMs, this.#caller.own) : failed(this.#reason)
  }

  onConnect(): void {}

  onResponseStarted(): void {
    this.#started = true
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    this.answered(status, this.#caller.own ? busyMsOf(headers) : Number.NaN)
    return true
  }

  /** `busyMs`: busy time that the target reports, ms; NaN when it reports none. */
  answered(status: number, busyMs: number): void {
    this.#status = status
    this.#busyMs = busyMs
  }

  onData(): boolean {
    return true
  }

  onComplete(): void {
    this.#connection.idleSinceMs = this.#caller.clock.nowMs()
    this.#caller.onEnd(this)
  }

  onError(error: Error & { readonly code?: string }): void {
    const isBodiless = error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && BODILESS.has(this.#status)
    if (!isBodiless) {
      this.#metClosed = this.#isIdleClose(error)
      this.#reason = this.#metClosed ? 'idle connection closed' : reasonOf(error)
    }
    this.#caller.onEnd(this)
  }

  #isIdleClose(error: Error): boolean {
    const { idleSinceMs } = this.#connection
    if (idleSinceMs === undefined || this.#started || !isClosed(error)) return false
    return this.#sentMs - idleSinceMs >= IDLE_MIN_MS && this.#caller.clock.nowMs() - this.#sentMs <= CROSSED_MAX_MS
  }
}

/** Busy time of the target from raw headers (names and values in turn), ms; NaN when there is none. */
function busyMsOf(headers: readonly Buffer[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === BUSY_HEADER.length && name.toString('latin1').toLowerCase() === BUSY_HEADER) {
      return Number(headers[i + 1]!.toString('latin1'))
    }
  }
  return Number.NaN
}
