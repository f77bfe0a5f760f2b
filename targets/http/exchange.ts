import type { Dispatcher } from 'undici'
import type { Request } from '../../bench/core/call.ts'
import type { Clock } from '../../bench/core/clock.ts'
import { failed, type Outcome } from '../../bench/core/outcome.ts'
import type { BodySearch } from './body-search.ts'
import type { Connection, Message } from './connection.ts'
import type { Expectation } from './expectation.ts'
import { isBodiless, isClosed, reasonOf } from './failure.ts'
import { BUSY_HEADER, outcomeOf, PROXY_HEADER } from './protocol.ts'

/** The client of an exchange. */
export interface Caller {
  readonly clock: Clock
  /** Whether it is the program's own target. */
  readonly own: boolean
  /** Whether a fault proxy of this program stands before the service. */
  readonly proxied: boolean
  /** The answers that count as a success. Without it any status below 400 does. */
  readonly expectation: Expectation | undefined
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
  #isLost = false
  #search: BodySearch | undefined
  #isPacked = false

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
    this.#isLost = false
  }

  get connection(): Connection {
    return this.#connection
  }

  get status(): number {
    return this.#status
  }

  /** Reason for no answer of the service; undefined when there was one. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Whether the connection failed. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** Whether the idle connection was closed just when the attempt was sent on it. */
  get metClosedConnection(): boolean {
    return this.#metClosed
  }

  outcome(): Outcome {
    const reason = this.#reason ?? this.unexpected
    if (reason !== undefined) return failed(reason)
    // An expected answer is a success, whatever its status.
    if (this.#caller.expectation !== undefined) return { kind: 'ok', busyMs: this.#busyMs }
    return outcomeOf(this.#status, this.#busyMs, this.#caller.own)
  }

  /** Why the answer is not as expected; undefined when it is, and where nothing special is expected. */
  get unexpected(): string | undefined {
    const { expectation } = this.#caller
    if (expectation === undefined) return undefined
    const status = this.#status
    if (!expectation.isExpected(status)) return status < 400 ? `unexpected status ${status}` : `http ${status}`
    if (this.#search === undefined || this.#search.found) return undefined
    return this.#isPacked ? 'unexpected packed body' : 'unexpected body'
  }

  onConnect(): void {}

  onResponseStarted(): void {
    this.#started = true
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    const { own, proxied } = this.#caller
    this.answered(status, own ? Number(textOf(headers, BUSY_HEADER) ?? Number.NaN) : Number.NaN)
    if (proxied) this.#reason = textOf(headers, PROXY_HEADER)
    const search = this.#caller.expectation?.search
    if (search !== undefined) {
      this.#search = search()
      this.#isPacked = (textOf(headers, 'content-encoding') ?? 'identity') !== 'identity'
    }
    return true
  }

  /** `busyMs`: busy time that the target reports, ms; NaN when it reports none. */
  answered(status: number, busyMs: number): void {
    this.#status = status
    this.#busyMs = busyMs
  }

  onData(piece: Buffer): boolean {
    this.#search?.add(piece)
    return true
  }

  onComplete(): void {
    this.#connection.idleSinceMs = this.#caller.clock.nowMs()
    this.#caller.onEnd(this)
  }

  onError(error: Error & { readonly code?: string }): void {
    if (!isBodiless(error, this.#status)) {
      this.#metClosed = this.#isIdleClose(error)
      this.#isLost = true
      this.#reason = this.#metClosed ? 'idle connection closed' : reasonOf(error)
    }
    this.#caller.onEnd(this)
  }

  #isIdleClose(error: Error): boolean {
    // A proxy of this program closes no idle connection.
    if (this.#started || this.#caller.proxied || !isClosed(error)) return false
    return this.#connection.wasClosedIdle(this.#sentMs, this.#caller.clock.nowMs())
  }
}

/** Returns the first value of a header from raw headers (names and values in turn); undefined when there is none. */
function textOf(headers: readonly Buffer[], wanted: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === wanted.length && name.toString('latin1').toLowerCase() === wanted) {
      return headers[i + 1]!.toString('latin1')
    }
  }
  return undefined
}
