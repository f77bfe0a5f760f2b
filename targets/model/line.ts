import type { Cancel } from '../../bench/core/clock.ts'
import type { Answer, TargetAttempt } from './model.ts'

/** An attempt in a {@link Line}. */
export class Waiting {
  readonly attempt: TargetAttempt
  readonly answer: Answer
  readonly sinceMs: number
  /** Factor of its work, whenever that begins. */
  readonly slowFactor: number
  /** Whether it is in a line. */
  queued = false
  older: Waiting | undefined = undefined
  newer: Waiting | undefined = undefined
  /** Cancels the timer of its expiry. */
  cancelExpiry: Cancel | undefined = undefined

  constructor(attempt: TargetAttempt, answer: Answer, sinceMs: number, slowFactor = 1) {
    this.attempt = attempt
    this.answer = answer
    this.sinceMs = sinceMs
    this.slowFactor = slowFactor
  }
}

/** Attempts in order of arrival, as a linked list: removal costs the same at any place. */
export class Line {
  #oldest: Waiting | undefined
  #newest: Waiting | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  push(waiting: Waiting): void {
    waiting.queued = true
    waiting.older = this.#newest
    if (this.#newest === undefined) this.#oldest = waiting
    else this.#newest.newer = waiting
    this.#newest = waiting
    this.#size += 1
  }

  /** Takes out the oldest attempt, undefined when empty. */
  takeOldest(): Waiting | undefined {
    const waiting = this.#oldest
    if (waiting !== undefined) this.remove(waiting)
    return waiting
  }

  /** Takes out the newest attempt, undefined when empty. */
  takeNewest(): Waiting | undefined {
    const waiting = this.#newest
    if (waiting !== undefined) this.remove(waiting)
    return waiting
  }

  /** Takes out an attempt of this line. */
  remove(waiting: Waiting): void {
    const { older, newer } = waiting
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
    waiting.older = undefined
    waiting.newer = undefined
    waiting.queued = false
    this.#size -= 1
  }
}
