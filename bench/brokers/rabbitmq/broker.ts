import type { Channel, ConfirmChannel, ConsumeMessage } from 'amqplib'
import type { Clock } from '../../core/clock.ts'
import type { Broker, BrokerSpec, BrokerStats, Consumer, Handler, Message, Receipt } from '../../queue/broker.ts'
import type { BrokerEvents } from '../driver.ts'
import { MessageBook } from '../message-book.ts'
import { RabbitmqCodec } from './codec.ts'
import { RabbitmqConsumer } from './consumer.ts'
import type { Decode, RabbitmqDeadLetters } from './dead-letters.ts'
import { type DelayQueue, RabbitmqDeliveries } from './deliveries.ts'
import type { Delivered } from './delivery.ts'
import type { QueueNames } from './names.ts'
import { RabbitmqPublisher } from './publisher.ts'

/**
 * The two channels of a run while the connection is up. When one closes, the other is closed too, and new ones follow.
 */
export interface Line {
  readonly publisher: ConfirmChannel
  readonly consumer: Channel
}

/** Queues of a run as its broker uses them. */
export interface RunQueues {
  readonly names: QueueNames
  readonly delay: DelayQueue
  readonly deadLetters: RabbitmqDeadLetters
}

/**
 * The queue of a run in RabbitMQ. This class does leases, TTL and the count of deliveries, since RabbitMQ has none per
 * message.
 */
export class RabbitmqBroker implements Broker {
  readonly #clock: Clock
  readonly #leaseMs: number | undefined
  readonly #events: BrokerEvents
  readonly #names: QueueNames
  readonly #book: MessageBook
  readonly #codec = new RabbitmqCodec()
  readonly #publisher = new RabbitmqPublisher()
  readonly #deliveries: RabbitmqDeliveries
  readonly #consumer: RabbitmqConsumer
  readonly #deadLetters: RabbitmqDeadLetters
  readonly #leases = new Set<Delivered>()
  #line: Line | undefined
  #destroyed = false

  constructor(clock: Clock, spec: BrokerSpec, events: BrokerEvents, { names, delay, deadLetters }: RunQueues) {
    this.#clock = clock
    this.#leaseMs = spec.leaseMs
    this.#events = events
    this.#names = names
    this.#deadLetters = deadLetters
    this.#book = new MessageBook(clock)
    this.#deliveries = new RabbitmqDeliveries(spec, this.#book, this.#publisher, { dead: names.dead, delay }, events)
    this.#consumer = new RabbitmqConsumer(names, {
      inFlight: () => this.#book.inFlight,
      receive: (raw, channel, handler) => this.#receive(raw, channel, handler),
      fail: (detail) => events.onIncident('failed', detail),
    })
  }

  /** The queues can be used, for the first time or again. `onMissing` is called for a queue that no longer exists. */
  up(line: Line, onMissing: (queue: string) => void): void {
    if (this.#destroyed) return
    this.#line = line
    this.#publisher.up(line.publisher, onMissing)
    this.#deliveries.up(line.consumer)
    this.#consumer.up(line.consumer)
  }

  /** The main queue is gone, with the messages that waited in it. */
  lostWaiting(): void {
    this.#book.lostReady()
  }

  /**
   * The channels are gone, and with them the deliveries, which the broker makes again. Settles when the broker has
   * answered for all that was sent.
   */
  down(): Promise<void> {
    this.#line = undefined
    this.#deliveries.down()
    this.#consumer.down()
    return this.#publisher.down()
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    if (this.#destroyed) return
    const refused = this.#publisher.refuses()
    if (refused !== undefined) {
      confirm(refused)
      return
    }
    this.#deliveries.forget(message.id)
    this.#book.published(message)
    this.#publisher.publish(this.#names.main, this.#codec.encode(message), (receipt) => {
      if (this.#destroyed) return
      if (receipt === 'accepted') this.#book.confirmed()
      else this.#book.ended(message.id)
      confirm(receipt)
    })
  }

  consume(concurrency: number, handler: Handler): Consumer {
    return this.#consumer.consume(concurrency, handler)
  }

  stats(): BrokerStats {
    return this.#book.stats()
  }

  takeDead(max: number, take: (messages: Message[]) => void): void {
    // Without channels of the run, the queue may belong to another run by now.
    const taken = this.#line === undefined ? Promise.resolve([]) : this.#deadLetters.take(max, this.#decodeDead)
    void taken.then((messages) => {
      if (!this.#destroyed) take(messages)
    })
  }

  destroy(): void {
    this.#destroyed = true
    for (const { cancelLease } of this.#leases) cancelLease?.()
    this.#leases.clear()
    this.#deliveries.destroy()
    this.#consumer.close()
  }

  readonly #decodeDead: Decode = (content) => {
    const message = this.#codec.decode(content)
    if (message === undefined) this.#foreign(content, this.#names.dead)
    return message
  }

  #receive(raw: ConsumeMessage, channel: Channel, handler: Handler): void {
    const message = this.#codec.decode(raw.content)
    if (message === undefined) {
      channel.ack(raw)
      this.#foreign(raw.content, raw.fields.routingKey)
      return
    }
    const delivered = this.#deliveries.arrived(message, raw, channel)
    if (delivered === undefined) return
    const { held } = delivered
    held.deliveries += 1
    held.working += 1
    this.#book.delivered(message)
    if (this.#leaseMs !== undefined) this.#lend(delivered, this.#leaseMs)
    handler({ message, deliveries: held.deliveries }, (settlement) => {
      if (delivered.settled || this.#destroyed) return
      delivered.settled = true
      held.working -= 1
      this.#book.released()
      if (this.#leases.delete(delivered)) delivered.cancelLease?.()
      this.#deliveries.settle(delivered, settlement)
      this.#consumer.dispatch()
    })
  }

  #lend(delivered: Delivered, leaseMs: number): void {
    delivered.cancelLease = this.#clock.at(this.#clock.nowMs() + leaseMs, () => {
      this.#leases.delete(delivered)
      this.#deliveries.leaseEnded(delivered)
    })
    this.#leases.add(delivered)
  }

  #foreign(bytes: Buffer, queue: string): void {
    if (!this.#destroyed) this.#events.onIncident('foreign', `a message of ${bytes.length} bytes in ${queue}`)
  }
}
