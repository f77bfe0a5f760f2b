import type { Dispatcher } from 'undici'

/** Methods that a server may receive twice with the same effect (RFC 9110, 9.2.2). */
export const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Longest wait for a connection, ms. */
export const CONNECT_MAX_MS = 10_000
/** Longest wait for an answer whose caller has given up, which keeps its connection open, ms. */
export const ANSWER_MAX_MS = 60_000

/** No server closes a connection that idled less than this, ms. */
const IDLE_MIN_MS = 10
/** A close up to this long after sending may be that of an idle connection: the server had not read the request, ms. */
const CROSSED_MAX_MS = 100

/** The parts of a request that all attempts of a client share. */
export interface Message {
  readonly method: Dispatcher.HttpMethod
  /** Path and query. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Buffer | null
  /** Whether the connection is closed after the answer. */
  readonly reset: boolean
}

/** Receives the answer or the failure of one attempt. */
export interface AnswerHandler extends Dispatcher.DispatchHandler {
  onResponseStarted(): void
  /** `busyMs`: busy time that the target reports, ms; NaN when it reports none. */
  answered(status: number, busyMs: number): void
  onComplete(): void
  onError(error: Error): void
}

/** One connection, with one exchange at a time. It opens at its first use, and again after it was closed while idle. */
export abstract class Connection {
  /** When the last answer on the open connection ended, by the clock of its user; undefined before the first one. */
  idleSinceMs: number | undefined
  #user: unknown

  /**
   * Resets the time of the last answer: clocks of two users differ. Between runs a connection idles long enough anyway.
   */
  usedBy(user: unknown): void {
    if (this.#user !== user && this.idleSinceMs !== undefined) this.idleSinceMs = Number.NEGATIVE_INFINITY
    this.#user = user
  }

  /** Whether a close now, without an answer to what was sent at `sentMs`, is that of an idle connection. */
  wasClosedIdle(sentMs: number, nowMs: number): boolean {
    if (this.idleSinceMs === undefined) return false
    return sentMs - this.idleSinceMs >= IDLE_MIN_MS && nowMs - sentMs <= CROSSED_MAX_MS
  }

  /** Sends an attempt; `attempt` is the value of its header. The exchange receives the answer or the failure, once. */
  abstract send(message: Message, attempt: string, exchange: AnswerHandler): void

  /** Closes the connection. An open exchange fails. */
  abstract destroy(): Promise<void>
}
