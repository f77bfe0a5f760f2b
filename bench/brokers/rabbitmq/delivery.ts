import type { Channel, ConsumeMessage } from 'amqplib'
import type { Cancel } from '../../core/clock.ts'
import type { Message } from '../../queue/broker.ts'

/** A message that has been delivered and may not have ended: what the broker does not tell of it. */
export class Held {
  readonly message: Message
  /** Given to a handler so often. The broker also counts what was only prefetched, and on a classic queue nothing. */
  deliveries = 0
  /** Handlers that have not settled. */
  working = 0
  /** Ended; what still comes of it is dropped. */
  over = false
  /** Done when its channel was gone: it comes again, as it would to a consumer that had no memory of it. */
  doneUnheard = false
  /** Why it is a dead letter, once it is on its way there. */
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
 * One delivery by the broker, to be settled at most once and only on its own channel: anything else closes the channel.
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

  /** Whether the broker waits for its settlement on the channel that is used now. */
  isOpen(channel: Channel | undefined): boolean {
    return this.#open && this.channel === channel
  }

  /** False when the broker cannot hear of it. */
  ack(channel: Channel | undefined): boolean {
    if (!this.isOpen(channel)) return false
    this.#open = false
    this.channel.ack(this.raw)
    return true
  }

  /** It comes again. False when the broker cannot hear of it. */
  giveBack(channel: Channel | undefined): boolean {
    if (!this.isOpen(channel)) return false
    this.#open = false
    this.channel.nack(this.raw, false, true)
    return true
  }
}
