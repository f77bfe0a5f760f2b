import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Message, Receipt } from '../../queue/broker.ts'
import { CONFIRM_WINDOW } from '../driver.ts'
import { JOB_NAME, type JobBook } from './codec.ts'
import { isUnsent, type Trouble } from './trouble.ts'

/** Adds jobs and reports the outcome of each. It keeps the bound, since BullMQ has none. */
export class BullmqPublisher {
  readonly #queue: Queue
  readonly #redis: Redis
  readonly #depthMax: number
  readonly #book: JobBook
  readonly #trouble: Trouble
  #unconfirmed = 0
  #isStopped = false

  /** `redis`: the connection of `queue`. */
  constructor(queue: Queue, redis: Redis, depthMax: number, book: JobBook, trouble: Trouble) {
    this.#queue = queue
    this.#redis = redis
    this.#depthMax = depthMax
    this.#book = book
    this.#trouble = trouble
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    if (this.#isStopped) return
    // BullMQ would wait for the connection.
    if (this.#redis.status !== 'ready') {
      confirm('unsent')
      return
    }
    if (this.#book.held >= this.#depthMax || this.#unconfirmed >= CONFIRM_WINDOW) {
      confirm('full')
      return
    }
    const { id, intendedMs } = message
    const jobId = this.#book.published(message)
    this.#unconfirmed += 1
    const conclude = (receipt: Receipt) => {
      this.#unconfirmed -= 1
      if (this.#isStopped) return
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

  /** Nothing is sent or confirmed any more. */
  stop(): void {
    this.#isStopped = true
  }
}
