import type { Job, Queue } from 'bullmq'
import type { Message } from '../../queue/broker.ts'
import type { BullmqBurials } from './burials.ts'
import { messageOf } from './codec.ts'

/** Dead letters per fetch. */
const PAGE = 500

/** The failed jobs of a queue, to be taken once each. */
export class BullmqDeadLetters {
  readonly #queue: Queue
  readonly #burials: BullmqBurials
  /**
   * Jobs that were handed over. Some may still be in Redis: the answer to their removal was lost, or Redis was killed
   * before it stored the removal.
   */
  readonly #handed = new Set<string>()
  #turn: Promise<void> = Promise.resolve()

  constructor(queue: Queue, burials: BullmqBurials) {
    this.#queue = queue
    this.#burials = burials
  }

  /** Takes dead letters, one call after the other, so that no two get the same. In an outage there are none. */
  async take(max: number, take: (messages: Message[]) => void): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const taken: Message[] = []
      while (taken.length < max && (await this.#page(max, taken)));
      take(taken)
    })
    await this.#turn
  }

  /** Takes one page. Returns whether there may be more. */
  async #page(max: number, taken: Message[]): Promise<boolean> {
    const limit = Math.min(PAGE, max - taken.length)
    let jobs: Job[]
    try {
      jobs = await this.#queue.getJobs(['failed'], 0, limit - 1, true)
    } catch {
      return false
    }
    const removed = await Promise.all(jobs.map((job) => this.#remove(job, taken)))
    return jobs.length === limit && removed.every((gone) => gone)
  }

  async #remove(job: Job, taken: Message[]): Promise<boolean> {
    const jobId = job.id!
    const message = messageOf(job)
    // The answer to its burial may have been lost. The run must get the report before anybody takes the dead letter.
    this.#burials.seen(jobId)
    if (message !== undefined && !this.#handed.has(jobId)) taken.push(message)
    this.#handed.add(jobId)
    try {
      await job.remove()
    } catch {
      return false
    }
    return true
  }
}
