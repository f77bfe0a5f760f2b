import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { breathe, pause } from '../../core/real-clock.ts'
import { answered } from './connection.ts'

/** Longest wait at the end of a run until Redis has all completions, if it can be reached. */
const LAST_WORDS_MS = 1000
const LOOK_MS = 5

/**
 * Jobs that are done and whose completion BullMQ has not sent yet. It sends them in later turns of the event loop, and
 * a closed worker sends none.
 */
export class Endings {
  readonly #open = new Set<string>()

  decided(job: string): void {
    this.#open.add(job)
  }

  /** Removes the jobs that the worker reports as ended. */
  watch(worker: Worker): void {
    worker.on('completed', ({ id }) => this.#open.delete(id!))
    worker.on('failed', (job) => this.#open.delete(job?.id ?? ''))
  }

  /** Settles when Redis has all completions, cannot be reached, or the time is up. */
  async heard(redis: Redis): Promise<void> {
    // Other settlements, such as a job that goes back, are sent in this turn.
    await breathe()
    await answered(redis)
    for (let waitedMs = 0; this.#open.size > 0 && waitedMs < LAST_WORDS_MS; waitedMs += LOOK_MS) {
      if (redis.status !== 'ready') return
      await pause(LOOK_MS)
    }
    await breathe()
  }
}
