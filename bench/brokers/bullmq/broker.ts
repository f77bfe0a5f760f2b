import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import type { Broker, BrokerSpec, BrokerStats, Consumer, Handler, Message, Receipt } from '../../queue/broker.ts'
import type { BrokerEvents } from '../driver.ts'
import { BullmqBurials } from './burials.ts'
import { JobBook } from './codec.ts'
import { ConnectionWatch } from './connection.ts'
import { BullmqConsumer } from './consumer.ts'
import { BullmqDeadLetters } from './dead-letters.ts'
import { BullmqDeliveries } from './deliveries.ts'
import { Endings } from './endings.ts'
import { keyPrefixOf, QUEUE_NAME } from './names.ts'
import { BullmqPublisher } from './publisher.ts'
import { recover } from './recovery.ts'
import { Trouble } from './trouble.ts'

/** Parts that a broker is made of. */
export interface BullmqParts {
  readonly bullmq: typeof import('bullmq')
  readonly name: string
  /** Fails at once in an outage. */
  readonly producer: Redis
  /** Waits for the end of an outage. */
  readonly consumer: Redis
  readonly spec: BrokerSpec
  readonly clock: Clock
  readonly events: BrokerEvents
}

/** A run's queue in BullMQ. The bound, the lease and the count of deliveries are kept here, all else by BullMQ. */
export class BullmqBroker implements Broker {
  readonly #parts: BullmqParts
  readonly #book: JobBook
  readonly #queue: Queue
  readonly #burials: BullmqBurials
  readonly #deliveries: BullmqDeliveries
  readonly #deadLetters: BullmqDeadLetters
  readonly #trouble: Trouble
  readonly #publisher: BullmqPublisher
  readonly #consumer: BullmqConsumer
  readonly #endings = new Endings()
  #destroyed = false
  #ended: Promise<unknown> = Promise.resolve()

  constructor(parts: BullmqParts) {
    this.#parts = parts
    const { bullmq, name, producer, consumer, spec, clock, events } = parts
    this.#book = new JobBook(clock)
    const report: BrokerEvents['onIncident'] = (kind, detail) => {
      if (!this.#destroyed) events.onIncident(kind, detail)
    }
    this.#trouble = new Trouble(report, spec.leaseMs !== undefined)
    this.#burials = new BullmqBurials((dead, reason) => {
      if (this.#destroyed) return
      this.#book.buried(dead.id)
      events.onDead(dead, reason)
    })
    this.#deliveries = new BullmqDeliveries({
      clock,
      spec,
      book: this.#book,
      burials: this.#burials,
      endings: this.#endings,
      onForeign: (detail) => report('foreign', detail),
      onRefused: ({ id }, error) => {
        const meaning = this.#trouble.hear(error)
        if (meaning === 'gone') this.#book.ended(id)
        return meaning
      },
    })
    this.#queue = new bullmq.Queue(QUEUE_NAME, { connection: producer, prefix: name })
    this.#queue.on('error', () => undefined)
    this.#deadLetters = new BullmqDeadLetters(this.#queue, this.#burials)
    this.#publisher = new BullmqPublisher(this.#queue, producer, spec.depthMax, this.#book, this.#trouble)
    this.#consumer = new BullmqConsumer({
      bullmq,
      name,
      redis: consumer,
      spec,
      clock,
      deliveries: this.#deliveries,
      burials: this.#burials,
      endings: this.#endings,
      trouble: this.#trouble,
    })
    new ConnectionWatch(
      [producer, consumer],
      (detail) => {
        this.#trouble.hadOutage = true
        report('down', detail)
      },
      () => {
        report('up', 'connected again')
        void this.#recover()
      },
    )
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    this.#publisher.publish(message, confirm)
  }

  consume(concurrency: number, handler: Handler): Consumer {
    return this.#consumer.consume(concurrency, handler)
  }

  stats(): BrokerStats {
    return this.#book.stats()
  }

  takeDead(max: number, take: (messages: Message[]) => void): void {
    void this.#deadLetters.take(max, (messages) => {
      if (!this.#destroyed) take(messages)
    })
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#publisher.stop()
    this.#deliveries.destroy()
    this.#consumer.stop()
    this.#ended = this.#end().catch(() => undefined)
  }

  /** Settles when a destroyed broker does nothing more in Redis. */
  async ended(): Promise<void> {
    await this.#ended
  }

  async #end(): Promise<void> {
    await this.#endings.heard(this.#parts.consumer)
    await Promise.all([this.#consumer.close(), this.#queue.close()])
  }

  async #recover(): Promise<void> {
    const { consumer, name } = this.#parts
    try {
      const lost = await recover({
        redis: consumer,
        key: keyPrefixOf(name),
        book: this.#book,
        deliveries: this.#deliveries,
        burials: this.#burials,
        putBack: (job) => this.#consumer.putBack(job),
        isOver: () => this.#destroyed,
      })
      if (lost > 0) this.#trouble.report(`Redis came back without ${lost} of the messages it held`)
    } catch (error) {
      this.#trouble.hear(error)
    }
  }
}
