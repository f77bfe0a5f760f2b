import type { Channel, ConsumeMessage } from 'amqplib'
import { Ring } from '../../core/ring.ts'
import type { Consumer, Handler } from '../../queue/broker.ts'
import { PREFETCH_MAX, type QueueNames } from './names.ts'

/** Callbacks of the broker that a consumer belongs to. */
export interface ConsumerOwner {
  /** Handlers at work. */
  inFlight(): number
  /** Takes a message whose turn it is. */
  receive(raw: ConsumeMessage, channel: Channel, handler: Handler): void
  fail(detail: string): void
}

interface Subscription {
  readonly concurrency: number
  readonly handler: Handler
  /** Names of its consumers in the broker. */
  tags: string[]
}

/**
 * Takes messages from the broker and hands them over in order. A handler whose lease has ended keeps its place, so the
 * prefetch alone is no limit.
 */
export class RabbitmqConsumer {
  readonly #names: QueueNames
  readonly #owner: ConsumerOwner
  /** Messages that came while all handlers were at work. */
  readonly #waiting = new Ring<ConsumeMessage>()
  #channel: Channel | undefined
  #subscription: Subscription | undefined
  #tags = 0
  #dispatching = false

  constructor(names: QueueNames, owner: ConsumerOwner) {
    this.#names = names
    this.#owner = owner
  }

  up(channel: Channel): void {
    this.#channel = channel
    if (this.#subscription !== undefined) this.#subscribe(this.#subscription, channel)
  }

  /** The broker delivers again what waited here. */
  down(): void {
    this.#channel = undefined
    while (this.#waiting.size > 0) this.#waiting.shift()
  }

  consume(concurrency: number, handler: Handler): Consumer {
    if (this.#subscription !== undefined) this.#stop(this.#subscription)
    const subscription: Subscription = { concurrency, handler, tags: [] }
    this.#subscription = subscription
    if (this.#channel !== undefined) this.#subscribe(subscription, this.#channel)
    return { stop: () => this.#stop(subscription) }
  }

  /** Hands out messages while there are both messages and free handlers. */
  dispatch(): void {
    // A handler that settles at once calls this again. The loop then takes the next message, without recursion.
    if (this.#dispatching) return
    this.#dispatching = true
    try {
      while (this.#waiting.size > 0) {
        const subscription = this.#subscription
        if (subscription === undefined || this.#channel === undefined) return
        if (this.#owner.inFlight() >= subscription.concurrency) return
        this.#owner.receive(this.#waiting.shift()!, this.#channel, subscription.handler)
      }
    } finally {
      this.#dispatching = false
    }
  }

  /** Ends receiving. Does not close the channel. */
  close(): void {
    this.#subscription = undefined
    this.down()
  }

  #subscribe(subscription: Subscription, channel: Channel): void {
    // A failure closes the channel, and the run queue reports it when it reopens. The broker answers the calls in
    // order.
    const ignore = () => undefined
    channel.prefetch(Math.min(subscription.concurrency, PREFETCH_MAX)).catch(ignore)
    subscription.tags = []
    for (const queue of [this.#names.main, this.#names.retry]) {
      this.#tags += 1
      const consumerTag = `${queue}-${this.#tags}`
      subscription.tags.push(consumerTag)
      channel.consume(queue, (raw) => this.#arrived(raw, subscription, channel, queue), { consumerTag }).catch(ignore)
    }
  }

  #arrived(raw: ConsumeMessage | null, subscription: Subscription, channel: Channel, queue: string): void {
    if (channel !== this.#channel) return
    if (raw === null) {
      this.#owner.fail(`the broker ended the consumer of ${queue}`)
      // A new channel brings new consumers, and recreates the queue if it is gone.
      channel.close().catch(() => undefined)
    } else if (subscription !== this.#subscription) channel.nack(raw, false, true)
    else {
      this.#waiting.push(raw)
      this.dispatch()
    }
  }

  #stop(subscription: Subscription): void {
    if (subscription !== this.#subscription) return
    this.#subscription = undefined
    const channel = this.#channel
    if (channel === undefined) return
    for (const tag of subscription.tags) channel.cancel(tag).catch(() => undefined)
    while (this.#waiting.size > 0) channel.nack(this.#waiting.shift()!, false, true)
  }
}
