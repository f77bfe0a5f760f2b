import type { Dispatcher } from 'undici'

/** An answer nobody may wait for any more is waited for at most this long, to keep its connection. */
export const ANSWER_MAX_MS = 60_000

/** What all attempts of a client have in common. */
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

/** Hears what comes of one attempt: an answer, or a failure. */
export interface AnswerHandler extends Dispatcher.DispatchHandler {
  onResponseStarted(): void
  /** `busyMs`: time that the target says it spent; NaN when it says nothing. */
  answered(status: number, busyMs: number): void
  onComplete(): void
  onError(error: Error): void
}

/**
 * One connection, with one exchange at a time. It is opened when it is first used, and again when it was closed while
 * it idled.
 */
export abstract class Connection {
  /** When the last answer on the open connection ended, by the clock of its user; undefined before the first one. */
  idleSinceMs: number | undefined
  #user: unknown

  /** Clocks of two users cannot be compared; between two runs a connection idles long enough. */
  usedBy(user: unknown): void {
    if (this.#user !== user && this.idleSinceMs !== undefined) this.idleSinceMs = Number.NEGATIVE_INFINITY
    this.#user = user
  }

  /**
   * Sends an attempt; `attempt` is the value of its own header. The exchange hears of the answer or of its failure,
   * once.
   */
  abstract send(message: Message, attempt: string, exchange: AnswerHandler): void

  /** Closes it; an exchange that has not ended fails. */
  abstract destroy(): Promise<void>
}
