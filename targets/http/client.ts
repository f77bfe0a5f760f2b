import type { Call, Request } from '../../bench/core/call.ts'
import type { Cancel, Clock } from '../../bench/core/clock.ts'
import { type HttpFailure, isOfGenerator } from '../../bench/core/http-failure.ts'
import { failed, type Outcome } from '../../bench/core/outcome.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import type { AnswerCounts } from '../../bench/metrics/result.ts'
import type { TargetClient } from '../client.ts'
import { byName, increment } from '../tally.ts'
import { type Connection, IDEMPOTENT, type Message } from './connection.ts'
import type { Connections } from './connections.ts'
import { type Caller, Exchange } from './exchange.ts'
import { type ExpectSpec, expectationOf } from './expectation.ts'
import { type MessageOf, type MessageOptions, messagesOf } from './message.ts'
import { wasWorkedOn, writeAttempt } from './protocol.ts'

/** Most attempts in flight at once. Each has its own connection, or its own stream over HTTP/2. */
export const CONNECTIONS_MAX = 8000

export interface HttpClientOptions extends MessageOptions {
  /** The answers that are a success. @defaultValue any status below 400 */
  readonly expect?: ExpectSpec | undefined
  /** Receives what the handler of an answer throws, and why the message of an attempt could not be made. */
  readonly onError: (error: unknown) => void
}

/**
 * Calls a target with one attempt per connection at a time, or per stream of HTTP/2. A caller that stops waiting does
 * not end the exchange: its answer is dropped when it comes, and the connection serves again. Closing the connection
 * instead would use up the ports of the machine in a storm of timeouts.
 */
export class HttpClient implements TargetClient {
  readonly #caller: Caller
  readonly #onError: (error: unknown) => void
  readonly #connections: Connections
  readonly #messageOf: MessageOf
  readonly #mayRepeat: boolean
  readonly #onWire = new Set<Connection>()
  readonly #statuses = new Map<number, number>()
  readonly #unanswered = new Map<string, number>()
  readonly #unexpected = new Map<string, number>()
  #resent = 0
  #unsure = 0
  #notSent = 0
  #abandonedEarly = 0

  constructor(clock: Clock, connections: Connections, options: HttpClientOptions) {
    const { own, proxied } = connections
    const expectation = options.expect && expectationOf(options.expect)
    this.#caller = { clock, own, proxied, expectation, onEnd: (exchange) => this.#end(exchange) }
    this.#connections = connections
    this.#onError = options.onError
    this.#messageOf = messagesOf(options)
    // The program's own target counts its attempts, and closes no connection early.
    this.#mayRepeat = !connections.own && IDEMPOTENT.has(options.method ?? 'GET')
  }

  /** Exchanges that have not ended. */
  get onWire(): number {
    return this.#onWire.size
  }

  /** Attempts that failed without an answer: the target may not have seen them. */
  get unsure(): number {
    return this.#unsure
  }

  /** Attempts that could not be sent for want of connections. They show the generator's limit, not the target's. */
  get notSent(): number {
    return this.#notSent
  }

  /**
   * Attempts that the program's own target finished before they expired, but after their caller had given up. The
   * target counts only expired ones as abandoned.
   */
  get abandonedEarly(): number {
    return this.#abandonedEarly
  }

  /** Answers to the attempts so far; undefined when the target counts them itself. */
  get answers(): AnswerCounts | undefined {
    if (this.#caller.own) return undefined
    const statuses = [...this.#statuses].sort(([a], [b]) => a - b)
    return {
      statuses: Object.fromEntries(statuses),
      unanswered: byName(this.#unanswered),
      resent: this.#resent,
      ...(this.#caller.expectation && { unexpected: byName(this.#unexpected) }),
    }
  }

  readonly call: Call = (request, settle) => {
    if (this.#onWire.size >= CONNECTIONS_MAX) {
      return this.#refuse('generator: all connections in use', settle)
    }
    const message = this.#made(request)
    if (message === undefined) return this.#refuse('generator: request not made', settle)
    const exchange = new Exchange(this.#caller, request, message, settle)
    this.#send(exchange, this.#connections.take())
    return () => {
      exchange.settle = undefined
    }
  }

  isAnswer(reason: string): boolean {
    return /^(http|unexpected) /.test(reason)
  }

  /** Closes connections that still wait for an answer. The others serve on, unless this side ran out of connections. */
  async close(): Promise<void> {
    if (this.#notSent > 0) return this.#connections.close()
    await Promise.all([...this.#onWire].map((connection) => this.#connections.destroy(connection)))
  }

  /** The message of an attempt; undefined when a value of it cannot be made or sent. */
  #made(request: Request): Message | undefined {
    try {
      return this.#messageOf(request)
    } catch (error) {
      this.#onError(error)
      return undefined
    }
  }

  #refuse(reason: HttpFailure, settle: (outcome: Outcome) => void): Cancel {
    this.#countUnanswered(reason)
    settle(failed(reason))
    return () => undefined
  }

  #send(exchange: Exchange, connection: Connection): void {
    this.#onWire.add(connection)
    const nowMs = this.#caller.clock.nowMs()
    exchange.begin(connection, nowMs)
    const { id, trail, deadlineMs } = exchange.request
    connection.send(exchange.message, writeAttempt(id, trail.attempts, deadlineMs - nowMs), exchange)
  }

  /**
   * Reports the end of an exchange later, since a connection calls this from inside its own loops. The receiver may
   * send on that connection at once, which those loops would not survive. After a failure the event loop gets a turn
   * first: attempts that fail at once and are retried at once would block it.
   */
  #end(exchange: Exchange): void {
    const { status, reason } = exchange
    if (reason === undefined) {
      increment(this.#statuses, status)
      if (exchange.unexpected !== undefined) increment(this.#unexpected, exchange.unexpected)
      queueMicrotask(() => this.#settle(exchange))
    } else if (exchange.metClosedConnection && this.#mayRepeat && exchange.settle !== undefined) {
      void breathe().then(() => this.#repeat(exchange))
    } else {
      this.#countUnanswered(reason)
      void breathe().then(() => this.#settle(exchange))
    }
  }

  #repeat(exchange: Exchange): void {
    this.#release(exchange)
    // Sends nothing if the caller has given up meanwhile.
    if (exchange.settle === undefined) {
      this.#countUnanswered(exchange.reason!)
    } else {
      this.#resent += 1
      this.#send(exchange, this.#connections.open())
    }
  }

  #settle(exchange: Exchange): void {
    this.#release(exchange)
    if (exchange.settle === undefined) this.#countAbandoned(exchange)
    try {
      exchange.settle?.(exchange.outcome())
    } catch (error) {
      this.#onError(error)
    }
  }

  #release({ connection, isLost }: Exchange): void {
    this.#onWire.delete(connection)
    if (isLost) this.#connections.discard(connection)
    else this.#connections.give(connection)
  }

  #countAbandoned({ status, reason, request }: Exchange): void {
    const isWorkedOn = this.#caller.own && reason === undefined && wasWorkedOn(status)
    if (isWorkedOn && this.#caller.clock.nowMs() < request.deadlineMs) this.#abandonedEarly += 1
  }

  #countUnanswered(reason: string): void {
    this.#unsure += 1
    if (isOfGenerator(reason)) this.#notSent += 1
    increment(this.#unanswered, reason)
  }
}
