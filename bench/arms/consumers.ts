import type { Call } from '../core/call.ts'

/** One process that works on messages, with its own policies. */
export interface Consumer {
  readonly call: Call
  atWork: number
}

/** Hands work to the consumers in turn, each up to its concurrency. */
export class Consumers {
  readonly #all: readonly Consumer[]
  readonly #concurrency: number
  #next = 0

  constructor(calls: readonly Call[], concurrency: number) {
    this.#all = calls.map((call) => ({ call, atWork: 0 }))
    this.#concurrency = concurrency
  }

  /** Takes the next consumer with a free place. One exists, since the broker delivers at most one per place. */
  take(): Consumer {
    for (let i = 0; i < this.#all.length; i++) {
      const consumer = this.#all[(this.#next + i) % this.#all.length]!
      if (consumer.atWork >= this.#concurrency) continue
      this.#next = (this.#next + i + 1) % this.#all.length
      consumer.atWork += 1
      return consumer
    }
    throw new Error('the broker delivered more than its consumers take')
  }

  give(consumer: Consumer): void {
    consumer.atWork -= 1
  }
}
