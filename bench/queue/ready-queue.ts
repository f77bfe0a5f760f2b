import { Ring } from '../core/ring.ts'
import type { Message } from './broker.ts'

/** A message that the broker holds. */
export interface Held {
  readonly message: Message
  readonly publishedMs: number
  deliveries: number
  readonly deliveriesMax: number
  /** Deliveries that a handler has not settled. */
  working: number
  /** Done or dead. Its entries in the queue are skipped. */
  isOver: boolean
  /** Time since which it could have been delivered. */
  readyMs: number
}

/** Messages that could be delivered, in order. One that has ended meanwhile is not counted and never comes out. */
export class ReadyQueue {
  readonly #ring = new Ring<Held>()
  /** Messages in the ring that have not ended. */
  readonly #inside = new Set<Held>()

  get size(): number {
    return this.#inside.size
  }

  push(held: Held): void {
    this.#ring.push(held)
    this.#inside.add(held)
  }

  /** Returns the message that has waited longest. Undefined when there is none. */
  peek(): Held | undefined {
    while (this.#ring.peek()?.isOver === true) this.#ring.shift()
    return this.#ring.peek()
  }

  /** Takes out the message that has waited longest. */
  take(): Held | undefined {
    const held = this.peek()
    if (held === undefined) return undefined
    this.#ring.shift()
    this.#inside.delete(held)
    return held
  }

  /** Marks a message as over, wherever it is. */
  end(held: Held): void {
    held.isOver = true
    this.#inside.delete(held)
  }

  clear(): void {
    while (this.#ring.size > 0) this.#ring.shift()
    this.#inside.clear()
  }
}
