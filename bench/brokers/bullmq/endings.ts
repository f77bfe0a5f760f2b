import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { breathe, pause } from '../../core/real-clock.ts'
import { answered } from './connection.ts'

/** At the end of a run Redis has so long to hear what was done, if it can be reached. */
const LAST_WORDS_MS = 1000
const LOOK_MS = 5

/**
 * Jobs that are done, until BullMQ has told Redis: in turns of its own, of which a worker that is closed takes no more.
 */
export class Endings {
  readonly #open = new Set<string>()

  decided(job: string): void {
    this.#open.add(job)
  }

  /** Hears of what the worker has told. */
  watch(worker: Worker): void {
    worker.on('completed', ({ id }) => this.#open.delete(id!))
    worker.on('failed', (job) => this.#open.delete(job?.id ?? ''))
  }

  /** Settles when Redis has heard of all that is done, cannot be reached, or has had its time. */
  async heard(redis: Redis): Promise<void> {
    // What else was settled before, such as a job that goes back, is sent in this turn.
    await breathe()
    await answered(redis)
    for (let waitedMs = 0; this.#open.size > 0 && waitedMs < LAST_WORDS_MS; waitedMs += LOOK_MS) {
      if (redis.status !== 'ready') return
      await pause(LOOK_MS)
    }
    await breathe()
  }
}
