import type { Clock } from '../../bench/core/clock.ts'
import type { HttpFailure } from '../../bench/core/http-failure.ts'
import { type AnswerHandler, type Connection, IDEMPOTENT } from '../http/connection.ts'
import type { Connections } from '../http/connections.ts'
import { isBodiless, isClosed, reasonOf } from '../http/failure.ts'
import { AnswerLine } from './answer-line.ts'
import type { ProxyAttempt } from './attempt.ts'
import { injected } from './protocol.ts'
import type { ProxyCounter } from './proxy-counter.ts'

/** Status of an answer of the proxy when the service gave none. The client reports its reason alone. */
const NO_ANSWER = 502
const NOT_HTTP: HttpFailure = 'not http'

/** Most bytes of answers that wait, of one exchange and of all. */
const WAITING_MAX_BYTES = 16 * 1024 * 1024
const ALL_WAITING_MAX_BYTES = 256 * 1024 * 1024

/** Effects of faults on one exchange with the service. */
export interface Effects {
  /** Status that takes the place of the answer; undefined for the answer itself. */
  readonly failsWith: number | undefined
  /** When a part of an answer passes that came at `answeredMs` to what was sent at `sentMs`, ms. */
  readonly dueMs: (sentMs: number, answeredMs: number) => number
  readonly bytesPerSecond: () => number
}

/** Parts that the exchanges of a proxy share in one run. */
export interface Way {
  readonly clock: Clock
  readonly connections: Connections
  readonly counter: ProxyCounter
  /** Bytes of answers that wait for their turn, of all exchanges. */
  readonly waiting: { bytes: number }
  /** Is called when the connection to the service is free again, or lost. */
  readonly onEnd: (attempt: ProxyAttempt) => void
}

/** One attempt at the service behind a proxy. Its answer goes to the client as it comes, or as faults let it. */
export class Forward implements AnswerHandler {
  readonly #way: Way
  readonly #attempt: ProxyAttempt
  readonly #effects: Effects
  readonly #line: AnswerLine
  #connection!: Connection
  #sentMs = 0
  /** Whether any byte of an answer came. */
  #isStarted = false
  #isResent = false
  #status = 0
  /** Whether nothing of the exchange counts any more. */
  #isOver = false

  constructor(way: Way, attempt: ProxyAttempt, effects: Effects) {
    this.#way = way
    this.#attempt = attempt
    this.#effects = effects
    const { clock, waiting } = way
    this.#line = new AnswerLine({
      clock,
      bytesPerSecond: effects.bytesPerSecond,
      write: (bytes) => attempt.near.write(bytes),
      onWaiting: (bytes) => {
        waiting.bytes += bytes
      },
    })
    attempt.near.onClose(() => this.#line.stop())
  }

  send(connection: Connection): void {
    const { clock } = this.#way
    const { message, header } = this.#attempt
    connection.usedBy(clock)
    this.#connection = connection
    this.#sentMs = clock.nowMs()
    connection.send(message, header, this)
  }

  /** Ends the exchange because nobody waits for it. */
  drop(): void {
    this.#isOver = true
    this.#line.stop()
    void this.#way.connections.destroy(this.#connection)
  }

  onConnect(): void {}

  onResponseStarted(): void {
    this.#isStarted = true
  }

  answered(status: number): void {
    this.#status = status
  }

  onHeaders(status: number, raw: Buffer[]): boolean {
    // An interim answer: the final one follows.
    if (status < 200) return true
    this.answered(status)
    if (this.#effects.failsWith !== undefined) return true
    const headers = raw.map((bytes) => bytes.toString('latin1'))
    this.#line.take({ dueMs: this.#dueMs(), step: () => this.#begin(headers) })
    return true
  }

  /** Never pauses the service: a paused connection that ends makes undici throw where nobody can catch it. */
  onData(bytes: Buffer): boolean {
    this.#way.counter.bytesFromService += bytes.length
    if (this.#effects.failsWith !== undefined || this.#isOver) return true
    if (this.#line.waitingBytes + this.#attempt.near.unsentBytes + bytes.length > WAITING_MAX_BYTES) this.#overflow()
    else if (this.#way.waiting.bytes + bytes.length > ALL_WAITING_MAX_BYTES) this.#overflow()
    // A copy, since a small piece would keep the whole buffer of its connection.
    else this.#line.take({ dueMs: this.#dueMs(), bytes: Buffer.from(bytes) })
    return true
  }

  onComplete(): void {
    this.#connection.idleSinceMs = this.#way.clock.nowMs()
    this.#way.connections.give(this.#connection)
    this.#finish()
  }

  onError(error: Error): void {
    if (isBodiless(error, this.#status)) {
      this.onComplete()
      return
    }
    this.#way.connections.discard(this.#connection)
    if (!this.#isOver) this.#lose(error)
  }

  #finish(): void {
    const { clock, counter, onEnd } = this.#way
    const { near } = this.#attempt
    const status = this.#effects.failsWith
    counter.answered += 1
    onEnd(this.#attempt)
    if (status === undefined) {
      this.#line.take({ dueMs: this.#dueMs(), step: () => near.end() })
      return
    }
    // Its work was done, so it fails when its answer would have passed.
    clock.at(this.#dueMs(), () => {
      if (near.isGone) return
      counter.inject(`http ${status}`)
      near.fail(status, injected(`http ${status}`))
    })
  }

  #lose(error: Error): void {
    const { clock, connections, counter, onEnd } = this.#way
    const { near, message } = this.#attempt
    const isIdle = !this.#isStarted && isClosed(error) && this.#connection.wasClosedIdle(this.#sentMs, clock.nowMs())
    if (isIdle && !this.#isResent && IDEMPOTENT.has(message.method)) {
      this.#isResent = true
      counter.resent += 1
      this.send(connections.open())
      return
    }
    this.#isOver = true
    onEnd(this.#attempt)
    const reason = isIdle ? 'idle connection closed' : reasonOf(error)
    if (this.#status === 0 || this.#effects.failsWith !== undefined) near.fail(NO_ANSWER, reason)
    else this.#line.take({ dueMs: this.#dueMs(), step: () => near.cut() })
  }

  /** When what comes now may pass, ms. */
  #dueMs(): number {
    return this.#effects.dueMs(this.#sentMs, this.#way.clock.nowMs())
  }

  /** Gives up an answer that there is no room for. */
  #overflow(): void {
    this.#way.counter.notPassed += 1
    this.#attempt.near.cut()
    this.#way.onEnd(this.#attempt)
    this.drop()
  }

  #begin(headers: readonly string[]): void {
    try {
      this.#attempt.near.begin(this.#status, headers)
    } catch {
      this.#attempt.near.fail(NO_ANSWER, NOT_HTTP)
    }
  }
}
