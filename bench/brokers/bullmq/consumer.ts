import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import type { BrokerSpec, Consumer, Handler } from '../../queue/broker.ts'
import type { BullmqBurials } from './burials.ts'
import { Dead, messageOf } from './codec.ts'
import { guardCompletions } from './completions.ts'
import type { BullmqDeliveries } from './deliveries.ts'
import type { Endings } from './endings.ts'
import { QUEUE_NAME } from './names.ts'
import type { Trouble } from './trouble.ts'

/** Lock time. Without a lease, a message comes back this long after the death of its process. */
export const LOCK_MS = 30_000
/** Pause after a refusal by Redis. Without it the worker would ask again at once, for ever. */
const REST_MS = 200
/** Longest wait for a job in one command. BullMQ looks for jobs lost with a connection after it. */
const BLOCK_SECONDS = 1
/** BullMQ would wait 15 s after a command that failed with its connection. */
const RETRY_MS = 200

/** Parts of the broker that its consumer uses. */
export interface ConsumerContext {
  readonly bullmq: typeof import('bullmq')
  /** The prefix of the run's keys. */
  readonly name: string
  readonly redis: Redis
  readonly spec: BrokerSpec
  readonly clock: Clock
  readonly deliveries: BullmqDeliveries
  readonly burials: BullmqBurials
  readonly endings: Endings
  readonly trouble: Trouble
}

/** Takes jobs with BullMQ's worker and hands them to the deliveries. */
export class BullmqConsumer {
  readonly #context: ConsumerContext
  #worker: Worker | undefined
  #subscription: object | undefined
  #isResting = false
  #isStopped = false

  constructor(context: ConsumerContext) {
    this.#context = context
  }

  consume(concurrency: number, handler: Handler): Consumer {
    const { deliveries } = this.#context
    const subscription = { concurrency, handler }
    this.#subscription = subscription
    if (!this.#isStopped) {
      deliveries.serve(subscription)
      if (this.#worker === undefined) this.#worker = this.#work(concurrency)
      else {
        this.#worker.concurrency = concurrency
        void this.#worker.resume()
      }
    }
    return {
      stop: () => {
        if (this.#subscription !== subscription) return
        this.#subscription = undefined
        deliveries.serve(undefined)
        void this.#worker?.pause(true)
      },
    }
  }

  /** Moves an active job back to those that wait. */
  async putBack(job: string): Promise<unknown> {
    return this.#worker?.getBackend().moveJobFromActiveToWait(job, '0')
  }

  /** Takes nothing more. */
  stop(): void {
    this.#isStopped = true
    this.#subscription = undefined
    void this.#worker?.pause(true)
  }

  /** By force: a handler that never settles would never let the worker end. */
  async close(): Promise<void> {
    await this.#worker?.close(true)
  }

  #work(concurrency: number): Worker {
    const { bullmq, name, redis, spec, deliveries, endings, trouble } = this.#context
    const worker = new bullmq.Worker(QUEUE_NAME, deliveries.process, {
      connection: redis,
      prefix: name,
      concurrency,
      // The driver ends a lease itself, to the millisecond; the lock outlives it.
      lockDuration: LOCK_MS + (spec.leaseMs ?? 0),
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      drainDelay: BLOCK_SECONDS,
      runRetryDelay: RETRY_MS,
      removeOnComplete: { count: 0 },
    })
    endings.watch(worker)
    guardCompletions(worker, redis, trouble, (job) => deliveries.unlocked(job))
    worker.on('active', ({ id }) => deliveries.taken(id!))
    worker.on('failed', (job, error) => {
      const message = job === undefined ? undefined : messageOf(job)
      if (this.#isStopped || message === undefined) return
      if (error instanceof Dead) {
        this.#context.burials.end(job!.id!, { message, dead: error })
        return
      }
      void job!.remove().catch(() => undefined)
      trouble.report(`#${message.id} was done, but BullMQ calls it failed: ${error.message}`)
    })
    worker.on('error', (error) => {
      if (trouble.hear(error) === 'blocked') this.#rest(worker)
    })
    return worker
  }

  #rest(worker: Worker): void {
    if (this.#isResting || this.#isStopped) return
    this.#isResting = true
    void worker.pause(true)
    const { clock } = this.#context
    clock.at(clock.nowMs() + REST_MS, () => {
      this.#isResting = false
      if (this.#subscription !== undefined) void worker.resume()
    })
  }
}
