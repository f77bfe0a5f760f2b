import type { Redis } from 'ioredis'
import type { Message } from '../../queue/broker.ts'
import type { Dead } from './codec.ts'

interface Burial {
  readonly message: Message
  readonly dead: Dead
}

/**
 * Jobs on their way to the failed ones, which are the dead letters. Reports each once, even if Redis' answer is lost.
 */
export class BullmqBurials {
  /** By job. A burial whose answer was lost stays here until Redis was asked about it. */
  readonly #pending = new Map<string, Burial>()
  readonly #reported = new WeakSet<Dead>()
  readonly #onDead: (message: Message, reason: string) => void

  constructor(onDead: (message: Message, reason: string) => void) {
    this.#onDead = onDead
  }

  /** BullMQ begins to fail the job. */
  begin(job: string, message: Message, dead: Dead): void {
    this.#pending.set(job, { message, dead })
  }

  /** The job was delivered again instead, so its delivery state is decided again. */
  cancel(job: string): void {
    this.#pending.delete(job)
  }

  /** The burial is known to have ended: by Redis' answer, or by a look at the failed jobs. Both may arrive together. */
  end(job: string, burial: Burial): void {
    if (this.#pending.get(job)?.dead === burial.dead) this.#pending.delete(job)
    if (this.#reported.has(burial.dead)) return
    this.#reported.add(burial.dead)
    this.#onDead(burial.message, burial.dead.message)
  }

  /** The job is among the failed ones. */
  seen(job: string): void {
    const burial = this.#pending.get(job)
    if (burial !== undefined) this.end(job, burial)
  }

  /**
   * Asks Redis about the burials without an answer. A job that is gone counts as buried, since that was decided before
   * Redis lost it. A job that is anywhere else comes to a handler again.
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
