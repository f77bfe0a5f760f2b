import type { Cancel } from '../../bench/core/clock.ts'
import type { Answer, TargetAttempt } from './model.ts'

/** An attempt in a {@link Line}. */
export class Waiting {
  readonly attempt: TargetAttempt
  readonly answer: Answer
  readonly sinceMs: number
  /** By what its work takes longer, whenever that begins. */
  readonly slowFactor: number
  /** Whether it is in a line now. */
  queued = false
  older: Waiting | undefined = undefined
  newer: Waiting | undefined = undefined
  /** Takes back the timer of its expiry. */
  cancelExpiry: Cancel | undefined = undefined

  constructor(attempt: TargetAttempt, answer: Answer, sinceMs: number, slowFactor = 1) {
    this.attempt = attempt
    this.answer = answer
    this.sinceMs = sinceMs
    this.slowFactor = slowFactor
  }
}

/** Attempts in the order they came, as a linked list: each can leave from anywhere at the same cost. */
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

  /** Takes out the one that has waited longest, undefined when empty. */
  takeOldest(): Waiting | undefined {
    const waiting = this.#oldest
    if (waiting !== undefined) this.remove(waiting)
    return waiting
  }

  /** Takes out the one that came last, undefined when empty. */
  takeNewest(): Waiting | undefined {
    const waiting = this.#newest
    if (waiting !== undefined) this.remove(waiting)
    return waiting
  }

  /** Takes out one that is in this line. */
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
