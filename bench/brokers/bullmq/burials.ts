import type { Redis } from 'ioredis'
import type { Message } from '../../queue/broker.ts'
import type { Dead } from './codec.ts'

interface Burial {
  readonly message: Message
  readonly dead: Dead
}

/**
 * Jobs on their way to the failed ones, where dead letters are. Tells of each once, also when Redis' answer is lost.
 */
export class BullmqBurials {
  /** By job. Those whose answer was lost stay here until Redis was asked for them. */
  readonly #pending = new Map<string, Burial>()
  readonly #told = new WeakSet<Dead>()
  readonly #tell: (message: Message, reason: string) => void

  constructor(tell: (message: Message, reason: string) => void) {
    this.#tell = tell
  }

  /** BullMQ is told to fail the job. */
  begin(job: string, message: Message, dead: Dead): void {
    this.#pending.set(job, { message, dead })
  }

  /** The job was delivered again instead: what becomes of it is decided anew. */
  cancel(job: string): void {
    this.#pending.delete(job)
  }

  /** Redis has answered, or may have been asked first: an answer and a look at the failed jobs can arrive together. */
  end(job: string, burial: Burial): void {
    if (this.#pending.get(job)?.dead === burial.dead) this.#pending.delete(job)
    if (this.#told.has(burial.dead)) return
    this.#told.add(burial.dead)
    this.#tell(burial.message, burial.dead.message)
  }

  /** The job is among the failed ones. */
  seen(job: string): void {
    const burial = this.#pending.get(job)
    if (burial !== undefined) this.end(job, burial)
  }

  /**
   * Asks what became of those that were not answered. One that is gone was decided before Redis lost it, as with one
   * that was done. One that is anywhere else comes to a handler again.
   */
  async look(redis: Redis, key: string): Promise<void> {
    const jobs = [...this.#pending.keys()]
    if (jobs.length === 0) return
    const asked = redis.pipeline()
    for (const job of jobs) asked.zscore(`${key}:failed`, job).exists(`${key}:${job}`)
    const answers = (await asked.exec()) ?? []
    for (const [index, job] of jobs.entries()) {
      const [failed, exists] = [answers[2 * index], answers[2 * index + 1]]
      const isFailed = typeof failed?.[1] === 'string'
      if (isFailed || exists?.[1] === 0) this.seen(job)
    }
  }
}
