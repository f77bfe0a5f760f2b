import type { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import type { Broker, BrokerSpec, BrokerStats, Consumer, Handler, Message, Receipt } from '../../queue/broker.ts'
import { type BrokerEvents, CONFIRM_WINDOW } from '../driver.ts'
import { BullmqBurials } from './burials.ts'
import { Dead, JOB_NAME, JobBook, messageOf } from './codec.ts'
import { guardCompletions } from './completions.ts'
import { ConnectionWatch } from './connection.ts'
import { BullmqDeadLetters } from './dead-letters.ts'
import { BullmqDeliveries } from './deliveries.ts'
import { Endings } from './endings.ts'
import { recover } from './recovery.ts'
import { isUnsent, Trouble } from './trouble.ts'

/** Every key is `<name of the run's queue>:jobs:<what>`. */
export const QUEUE_NAME = 'jobs'

/** Without a lease: how long after the death of this process a message would come back. */
export const LOCK_MS = 30_000
/** A consumer that Redis refuses would ask again at once and for ever. */
const REST_MS = 200
/** Longest wait for a job in one command: what is lost with a connection is looked for after it. */
const BLOCK_SECONDS = 1
/** BullMQ would wait 15 s after a command that failed with its connection. */
const RETRY_MS = 200

/** What a broker is made of. */
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
  readonly #endings = new Endings()
  #worker: Worker | undefined
  #consumer: object | undefined
  #unconfirmed = 0
  #resting = false
  #destroyed = false
  #ended: Promise<unknown> = Promise.resolve()

  constructor(parts: BullmqParts) {
    this.#parts = parts
    const { bullmq, name, producer, consumer, spec, clock, events } = parts
    this.#book = new JobBook(clock)
    const tell: BrokerEvents['onIncident'] = (kind, detail) => {
      if (!this.#destroyed) events.onIncident(kind, detail)
    }
    this.#trouble = new Trouble(tell, spec.leaseMs !== undefined)
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
      onForeign: (detail) => tell('foreign', detail),
      onRefused: ({ id }, error) => {
        const meaning = this.#trouble.hear(error)
        if (meaning === 'gone') this.#book.ended(id)
        return meaning
      },
    })
    this.#queue = new bullmq.Queue(QUEUE_NAME, { connection: producer, prefix: name })
    this.#queue.on('error', () => undefined)
    this.#deadLetters = new BullmqDeadLetters(this.#queue, this.#burials)
    new ConnectionWatch(
      [producer, consumer],
      (detail) => {
        this.#trouble.hadOutage = true
        tell('down', detail)
      },
      () => {
        tell('up', 'connected again')
        void this.#recover()
      },
    )
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    if (this.#destroyed) return
    // BullMQ would wait for the connection.
    if (this.#parts.producer.status !== 'ready') {
      confirm('unsent')
      return
    }
    if (this.#book.held >= this.#parts.spec.depthMax || this.#unconfirmed >= CONFIRM_WINDOW) {
      confirm('full')
      return
    }
    const { id, intendedMs } = message
    const jobId = this.#book.published(message)
    this.#unconfirmed += 1
    const conclude = (receipt: Receipt) => {
      this.#unconfirmed -= 1
      if (this.#destroyed) return
      if (receipt === 'accepted') {
        this.#trouble.over()
        this.#book.confirmed()
      } else this.#book.ended(id)
      confirm(receipt)
    }
    this.#queue.add(JOB_NAME, { id, intendedMs }, { jobId }).then(
      () => conclude('accepted'),
      (error: unknown) => {
        const isBlocked = this.#trouble.hear(error) === 'blocked'
        conclude(isBlocked ? 'full' : isUnsent(error) ? 'unsent' : 'unknown')
      },
    )
  }

  consume(concurrency: number, handler: Handler): Consumer {
    const consumer = { concurrency, handler }
    this.#consumer = consumer
    if (!this.#destroyed) {
      this.#deliveries.serve(consumer)
      if (this.#worker === undefined) this.#worker = this.#work(concurrency)
      else {
        this.#worker.concurrency = concurrency
        void this.#worker.resume()
      }
    }
    return {
      stop: () => {
        if (this.#consumer !== consumer) return
        this.#consumer = undefined
        this.#deliveries.serve(undefined)
        void this.#worker?.pause(true)
      },
    }
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
    this.#consumer = undefined
    this.#deliveries.destroy()
    this.#ended = this.#end().catch(() => undefined)
  }

  /** Settles when nothing more is done in the name of a broker that was destroyed. */
  async ended(): Promise<void> {
    await this.#ended
  }

  async #end(): Promise<void> {
    void this.#worker?.pause(true)
    await this.#endings.heard(this.#parts.consumer)
    // By force: a handler that never settles would never let it end.
    await Promise.all([this.#worker?.close(true), this.#queue.close()])
  }

  #work(concurrency: number): Worker {
    const { bullmq, name, consumer, spec } = this.#parts
    const worker = new bullmq.Worker(QUEUE_NAME, this.#deliveries.process, {
      connection: consumer,
      prefix: name,
      concurrency,
      // The driver ends a lease itself, to the millisecond; the lock outlives it.
      lockDuration: LOCK_MS + (spec.leaseMs ?? 0),
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      drainDelay: BLOCK_SECONDS,
      runRetryDelay: RETRY_MS,
      removeOnComplete: { count: 0 },
    })
    this.#endings.watch(worker)
    guardCompletions(worker, consumer, this.#trouble, (job) => this.#deliveries.unlocked(job))
    worker.on('active', ({ id }) => this.#deliveries.taken(id!))
    worker.on('failed', (job, error) => {
      const message = job === undefined ? undefined : messageOf(job)
      if (this.#destroyed || message === undefined) return
      if (error instanceof Dead) {
        this.#burials.end(job!.id!, { message, dead: error })
        return
      }
      void job!.remove().catch(() => undefined)
      this.#trouble.tell(`#${message.id} was done, but BullMQ calls it failed: ${error.message}`)
    })
    worker.on('error', (error) => {
      if (this.#trouble.hear(error) === 'blocked') this.#rest(worker)
    })
    return worker
  }

  #rest(worker: Worker): void {
    if (this.#resting || this.#destroyed) return
    this.#resting = true
    void worker.pause(true)
    const { clock } = this.#parts
    clock.at(clock.nowMs() + REST_MS, () => {
      this.#resting = false
      if (this.#consumer !== undefined) void worker.resume()
    })
  }

  async #recover(): Promise<void> {
    const { consumer, name } = this.#parts
    try {
      const lost = await recover({
        redis: consumer,
        key: `${name}:${QUEUE_NAME}`,
        book: this.#book,
        deliveries: this.#deliveries,
        burials: this.#burials,
        putBack: async (job) => this.#worker?.getBackend().moveJobFromActiveToWait(job, '0'),
        isOver: () => this.#destroyed,
      })
      if (lost > 0) this.#trouble.tell(`Redis came back without ${lost} of the messages it held`)
    } catch (error) {
      this.#trouble.hear(error)
    }
  }
}
