import type { Channel, ConsumeMessage } from 'amqplib'
import { Ring } from '../../core/ring.ts'
import type { Consumer, Handler } from '../../queue/broker.ts'
import { PREFETCH_MAX, type QueueNames } from './names.ts'

/** What the intake does not know itself. */
export interface ConsumerOwner {
  /** Handlers at work. */
  inFlight(): number
  /** Takes what has its turn. */
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
 * Takes messages from the broker and gives each its turn. A handler whose lease has ended keeps its place, so the
 * prefetch alone limits nothing.
 */
export class RabbitmqConsumer {
  readonly #names: QueueNames
  readonly #owner: ConsumerOwner
  /** What the broker has handed over while all handlers were at work. */
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

  /** What waited here comes again from the broker. */
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
    // A delivery that is settled at once comes back here; this loop, not a call in a call, then takes the next.
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

  /** Nothing is received any more; the channel is somebody else's to close. */
  close(): void {
    this.#subscription = undefined
    this.down()
  }

  #subscribe(subscription: Subscription, channel: Channel): void {
    // What fails here closes the channel, which is told where it is opened again. The calls are answered in their
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
      // With a new channel come new consumers, and the queue if it is gone.
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
