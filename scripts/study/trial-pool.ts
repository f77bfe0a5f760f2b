import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import Tinypool from 'tinypool'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { Trial } from '../../bench/study/trial.ts'
import type { TrialJob } from './trial-job.ts'

/** Runs points of a study on all cores. */
export class TrialPool {
  readonly #pool: Tinypool

  constructor() {
    this.#pool = new Tinypool({
      filename: fileURLToPath(new URL('./trial-worker.mjs', import.meta.url)),
      name: 'runJob',
      execArgv: [],
      minThreads: 1,
      maxThreads: availableParallelism(),
    })
  }

  /** @throws ConfigError when the point cannot be run; the error of an aborted signal when it was given up. */
  async run(job: TrialJob, signal: AbortSignal): Promise<Trial> {
    try {
      return await this.#pool.run(job, { signal })
    } catch (error) {
      // A class does not survive the way between threads; its name does.
      if (error instanceof Error && error.name === 'ConfigError') throw new ConfigError(error.message)
      throw error
    }
  }

  /** Ends the threads, whatever they are at. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}
