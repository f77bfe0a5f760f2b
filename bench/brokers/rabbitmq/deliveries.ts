import type { Channel, ConsumeMessage } from 'amqplib'
import type { BrokerSpec, Message, Settlement } from '../../queue/broker.ts'
import {
  afterArrival,
  afterLease,
  afterSettlement,
  LEASE_ENDED,
  type MessageState,
  type Step,
} from '../../queue/settle.ts'
import type { BrokerEvents } from '../driver.ts'
import type { MessageBook } from '../message-book.ts'
import { Delivered, Held } from './delivery.ts'
import { errorText } from './error-text.ts'
import { nearestDelayMs } from './names.ts'
import type { RabbitmqPublisher } from './publisher.ts'

/** Returns the queue for a delay of the ladder. It may be used once `made` settles. */
export type DelayQueue = (delayMs: number) => { readonly name: string; readonly made: Promise<void> }

/** Queues for messages that are not done. */
export interface Destinations {
  readonly dead: string
  readonly delay: DelayQueue
}

/** Tracks the delivery state of each message from its first delivery to its end. */
export class RabbitmqDeliveries {
  /** Channel on which deliveries can be settled now. */
  #channel: Channel | undefined
  readonly #spec: BrokerSpec
  readonly #book: MessageBook
  readonly #publisher: RabbitmqPublisher
  readonly #to: Destinations
  readonly #events: BrokerEvents
  readonly #held = new Map<number, Held>()
  #destroyed = false

  constructor(
    spec: BrokerSpec,
    book: MessageBook,
    publisher: RabbitmqPublisher,
    to: Destinations,
    events: BrokerEvents,
  ) {
    this.#spec = spec
    this.#book = book
    this.#publisher = publisher
    this.#to = to
    this.#events = events
  }

  up(channel: Channel): void {
    this.#channel = channel
  }

  /** Messages that were being worked on are in the queue again. */
  down(): void {
    this.#channel = undefined
    for (const held of this.#held.values()) {
      if (held.current === undefined) continue
      held.current = undefined
      if (!held.over) this.#book.again(held.message.id, 0)
    }
  }

  destroy(): void {
    this.#destroyed = true
    this.#held.clear()
  }

  /** The message is published again, so its past does not count. */
  forget(id: number): void {
    this.#held.delete(id)
  }

  /** A message has come. Returns undefined when no handler may have it. */
  arrived(message: Message, raw: ConsumeMessage, channel: Channel): Delivered | undefined {
    const { id } = message
    let held = this.#held.get(id)
    if (held === undefined) {
      held = new Held(message)
      this.#held.set(id, held)
    }
    const delivered = new Delivered(held, raw, channel)
    const isLast = held.deliveries >= this.#spec.deliveriesMax
    if (held.over && (isLast || !held.doneUnheard)) {
      delivered.ack(channel)
      this.#held.delete(id)
      return undefined
    }
    held.over = false
    held.doneUnheard = false
    held.current = delivered
    if (held.deadReason !== undefined) this.#bury(held, held.deadReason)
    else {
      const isExpired = this.#book.isExpired(id, this.#spec.messageTtlMs)
      const step = afterArrival(this.#stateOf(held), isExpired, held.reason)
      if (step.kind === 'deliver') return delivered
      this.#take(delivered, step)
    }
    return undefined
  }

  #stateOf({ over, deliveries, working }: Held): MessageState {
    return { isOver: over, deliveries, deliveriesMax: this.#spec.deliveriesMax, working }
  }

  #take(delivered: Delivered, step: Step): void {
    const { held } = delivered
    if (step.kind === 'end') this.#end(delivered)
    else if (step.kind === 'dead') this.#bury(held, step.reason)
    else if (step.kind === 'wait') held.reason = step.reason
    else if (step.kind === 'again') this.#again(delivered, step.delayMs)
  }

  settle(delivered: Delivered, settlement: Settlement): void {
    const { held } = delivered
    if (held.over || held.deadReason !== undefined) {
      // This is a second copy. The message has ended, or ends with its other copy.
      if (held.over || delivered !== held.current) delivered.ack(this.#channel)
    } else this.#take(delivered, afterSettlement(this.#stateOf(held), settlement, !delivered.hasLease))
  }

  leaseEnded(delivered: Delivered): void {
    const { held } = delivered
    delivered.hasLease = false
    if (held.over || held.deadReason !== undefined) return
    held.reason = LEASE_ENDED
    this.#take(delivered, afterLease(this.#stateOf(held)))
  }

  /** The message is done, late or not, wherever its copies are. */
  #end(delivered: Delivered): void {
    const { held } = delivered
    const heard = delivered.ack(this.#channel) || held.current?.ack(this.#channel) === true
    held.over = true
    this.#book.ended(held.message.id)
    if (heard) this.#drop(held)
    else held.doneUnheard = delivered.hasLease
  }

  #again(delivered: Delivered, delayMs: number): void {
    const { held } = delivered
    const { id } = held.message
    if (held.current === delivered) held.current = undefined
    if (delayMs <= 0 || !delivered.isOpen(this.#channel)) {
      // If its channel is gone, it is in the queue already.
      delivered.giveBack(this.#channel)
      this.#book.again(id, 0)
      return
    }
    this.#book.again(id, delayMs)
    const { name, made } = this.#to.delay(nearestDelayMs(delayMs))
    made.then(
      () => this.#move(delivered, name, () => undefined),
      (error: Error) => this.#refused(delivered, errorText(error)),
    )
  }

  /** Makes it a dead letter. Without an open delivery this happens when it comes again. */
  #bury(held: Held, reason: string): void {
    held.deadReason = reason
    const delivered = held.current
    if (delivered === undefined) return
    this.#move(delivered, this.#to.dead, (acked) => {
      if (held.over) return
      held.over = true
      if (acked) this.#drop(held)
      this.#book.buried(held.message.id)
      this.#events.onDead(held.message, reason)
    })
  }

  /** Publishes to another queue first, then acknowledges. In between there are two copies, never none. */
  #move(delivered: Delivered, queue: string, moved: (acked: boolean) => void): void {
    if (this.#destroyed || !delivered.isOpen(this.#channel)) return
    this.#publisher.move(queue, delivered.raw.content, (receipt) => {
      if (this.#destroyed) return
      if (receipt === 'accepted') moved(delivered.ack(this.#channel))
      // If the outcome is unknown, the channel is gone or about to be, so the message comes again.
      else if (receipt === 'full' || receipt === 'returned')
        this.#refused(delivered, `${queue}: the broker does not take a message`)
    })
  }

  /** The broker refused to move it, so it goes back to its queue. If the channel is gone, it is there already. */
  #refused(delivered: Delivered, detail: string): void {
    if (this.#destroyed || !delivered.giveBack(this.#channel)) return
    this.#book.again(delivered.held.message.id, 0)
    this.#events.onIncident('failed', detail)
  }

  #drop(held: Held): void {
    const { id } = held.message
    if (this.#held.get(id) === held) this.#held.delete(id)
  }
}
