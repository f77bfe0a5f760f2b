import type { Channel, ConsumeMessage } from 'amqplib'
import type { Cancel } from '../../core/clock.ts'
import type { Message } from '../../queue/broker.ts'

/** A message that has been delivered and may not have ended, with the facts that RabbitMQ does not report. */
export class Held {
  readonly message: Message
  /** Deliveries to a handler. RabbitMQ also counts prefetched ones, and counts none on a classic queue. */
  deliveries = 0
  /** Handlers that have not settled. */
  working = 0
  /** It has ended. Further deliveries of it are dropped. */
  over = false
  /** Done when its channel was gone. It is delivered again, as to a consumer without memory. */
  doneUnheard = false
  /** Why it is a dead letter, once its burial has begun. */
  deadReason: string | undefined
  /** Why its last delivery failed. */
  reason = 'deliveries (connection lost)'
  /** The latest delivery, until it has been given back. */
  current: Delivered | undefined

  constructor(message: Message) {
    this.message = message
  }
}

/**
 * One delivery by the broker. It may be settled once, and only on its own channel. Anything else closes the channel.
 */
export class Delivered {
  readonly held: Held
  readonly raw: ConsumeMessage
  readonly channel: Channel
  settled = false
  hasLease = true
  cancelLease: Cancel | undefined
  #open = true

  constructor(held: Held, raw: ConsumeMessage, channel: Channel) {
    this.held = held
    this.raw = raw
    this.channel = channel
  }

  /** Whether the broker waits for its settlement on the current channel. */
  isOpen(channel: Channel | undefined): boolean {
    return this.#open && this.channel === channel
  }

  /** Acknowledges it. Returns false when the channel is no longer the current one. */
  ack(channel: Channel | undefined): boolean {
    if (!this.isOpen(channel)) return false
    this.#open = false
    this.channel.ack(this.raw)
    return true
  }

  /** Gives it back, so that it comes again. Returns false when the channel is no longer the current one. */
  giveBack(channel: Channel | undefined): boolean {
    if (!this.isOpen(channel)) return false
    this.#open = false
    this.channel.nack(this.raw, false, true)
    return true
  }
}
