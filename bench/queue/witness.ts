import type { ConsumerCrash, Testimony } from '../core/broker-info.ts'
import type { Clock } from '../core/clock.ts'
import { ascending, median } from '../core/order.ts'
import type { Broker, BrokerStats, Consumer, Handler, Message, Receipt } from './broker.ts'

/** Watches a broker from both ends. It compares what the producer has confirmed with what the consumer gets. */
export class Witness implements Broker {
  readonly #broker: Broker
  readonly #clock: Clock
  readonly #published = new Set<number>()
  readonly #confirmed = new Set<number>()
  readonly #refused = new Set<number>()
  readonly #unknown = new Set<number>()
  readonly #unsent = new Set<number>()
  readonly #delivered = new Set<number>()
  readonly #ended = new Set<number>()
  /** Messages that a retry or a redrive has asked to be delivered again. */
  readonly #asked = new Set<number>()
  #deliveredAgain = 0
  /** Events still awaited after a crash: the first confirmation of a message published since, the first delivery. */
  #sinceMs = Number.POSITIVE_INFINITY
  #publishingMs: number | null = null
  #consumingMs: number | null = null
  /**
   * Messages that another consumer has. From its death on: the time until the first delivery of each here.
   */
  readonly #held = new Set<number>()
  readonly #cameMs = new Map<number, number>()
  #killedMs: number | null = null

  /** `create` gets the listener for dead letters that the broker must have. */
  constructor(clock: Clock, create: (onDead: (message: Message) => void) => Broker) {
    this.#clock = clock
    this.#broker = create(({ id }) => this.#ended.add(id))
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    const { id } = message
    const atMs = this.#clock.nowMs()
    this.#published.add(id)
    this.#broker.publish(message, (receipt) => {
      if (receipt === 'accepted') this.#confirmed.add(id)
      else if (receipt === 'full') this.#refused.add(id)
      else if (receipt === 'unknown') this.#unknown.add(id)
      else this.#unsent.add(id)
      if (receipt === 'accepted' && atMs >= this.#sinceMs) this.#publishingMs ??= this.#clock.nowMs() - this.#sinceMs
      confirm(receipt)
    })
  }

  consume(concurrency: number, handler: Handler): Consumer {
    return this.#broker.consume(concurrency, (delivery, settle) => {
      const { id } = delivery.message
      if (this.#clock.nowMs() >= this.#sinceMs) this.#consumingMs ??= this.#clock.nowMs() - this.#sinceMs
      const isAsked = this.#asked.delete(id)
      if (this.#delivered.has(id) && !isAsked) this.#deliveredAgain += 1
      this.#delivered.add(id)
      this.#noteHeld(id)
      handler(delivery, (settlement) => {
        if (settlement.kind === 'done') this.#ended.add(id)
        else if (settlement.kind === 'retry') this.#asked.add(id)
        settle(settlement)
      })
    })
  }

  stats(): BrokerStats {
    return this.#broker.stats()
  }

  takeDead(max: number, take: (messages: Message[]) => void): void {
    this.#broker.takeDead(max, (messages) => {
      // They start again: the confirmation of the next publishing shows whether the broker has them.
      for (const { id } of messages) {
        this.#ended.delete(id)
        this.#confirmed.delete(id)
        this.#asked.add(id)
      }
      take(messages)
    })
  }

  destroy(): void {
    this.#broker.destroy()
  }

  /** The broker is back. From now on it measures how long publishing and consuming take to go on. */
  back(): void {
    this.#sinceMs = this.#clock.nowMs()
  }

  /** Time from the return of the broker until publishing and consuming went on, ms. Null when they did not. */
  get outage(): { readonly publishingMs: number | null; readonly consumingMs: number | null } {
    return { publishingMs: this.#publishingMs, consumingMs: this.#consumingMs }
  }

  /**
   * Another consumer has got a message that it will not settle. A report after its death counts too, since it got the
   * message before.
   */
  held(id: number): void {
    this.#held.add(id)
  }

  /** The other consumer is killed now. */
  consumerKilled(): void {
    this.#killedMs = this.#clock.nowMs()
  }

  /** Counts which of its messages came back, and when. Null while it lives. */
  get consumerCrash(): ConsumerCrash | null {
    if (this.#killedMs === null) return null
    const afterMs = ascending([...this.#held].flatMap((id) => this.#cameMs.get(id) ?? []))
    return {
      killedMs: this.#killedMs,
      held: this.#held.size,
      cameBack: afterMs.length,
      firstAfterMs: afterMs[0] ?? null,
      medianAfterMs: afterMs.length === 0 ? null : median(afterMs),
      lastAfterMs: afterMs.at(-1) ?? null,
    }
  }

  #noteHeld(id: number): void {
    // The other consumer no longer held a message that came here while it lived, such as after its lease.
    if (this.#killedMs === null) this.#held.delete(id)
    else if (!this.#cameMs.has(id)) this.#cameMs.set(id, this.#clock.nowMs() - this.#killedMs)
  }

  /** `remaining`: messages that the broker says it still holds. Undefined when it could not be asked. */
  testimony(remaining: number | undefined): Testimony {
    let unfinished = 0
    for (const id of this.#confirmed) if (!this.#ended.has(id)) unfinished += 1
    return {
      published: this.#published.size,
      confirmed: this.#confirmed.size,
      refused: this.#refused.size,
      unknown: this.#unknown.size,
      unsent: this.#unsent.size,
      delivered: this.#delivered.size,
      deliveredAgain: this.#deliveredAgain,
      unfinished,
      // The broker may also hold messages with an unknown outcome, hence a lower bound.
      lost: remaining === undefined ? null : Math.max(0, unfinished - remaining),
    }
  }
}
