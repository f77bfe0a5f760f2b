import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import Tinypool from 'tinypool'
import { ConfigError } from '../../bench/core/config-error.ts'
import { NODE_OPTIONS } from '../../bench/core/own-code.ts'

/**
 * Memory for young objects in each thread, MB: four times Node's default. The requests of a simulated backlog live for
 * some seconds of its run. With less memory each is copied to the old objects before it ends.
 */
const YOUNG_MAX_MB = 192

/** Runs one function of a module on all cores, in threads, so that this thread still receives signals. */
export class ThreadPool<Job, Result> {
  readonly #pool: Tinypool

  /** `worker`: a module of ours that exports the function `name`. */
  constructor(worker: URL, name: string) {
    this.#pool = new Tinypool({
      filename: fileURLToPath(worker),
      name,
      execArgv: [...NODE_OPTIONS],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MAX_MB },
      minThreads: 1,
      maxThreads: availableParallelism(),
    })
  }

  /**
   * `transferList`: ports within the job. @throws ConfigError when the function does, and the error of `signal` when
   * the job was aborted.
   */
  async run(job: Job, signal: AbortSignal, transferList: readonly MessagePort[] = []): Promise<Result> {
    try {
      return await this.#pool.run(job, { signal, transferList: [...transferList] })
    } catch (error) {
      // An error loses its class between threads, but not its name.
      if (error instanceof Error && error.name === 'ConfigError') throw new ConfigError(error.message)
      throw error
    }
  }

  /**
   * Runs all jobs, one on each core at once, and passes on each result as it comes. Ends early, without an error, when
   * `signal` is aborted. @throws as {@link run}.
   */
  async each(jobs: Iterable<Job>, signal: AbortSignal, onResult: (result: Result, job: Job) => void): Promise<void> {
    const left = jobs[Symbol.iterator]()
    const work = async () => {
      for (let next = left.next(); next.done !== true && !signal.aborted; next = left.next()) {
        onResult(await this.run(next.value, signal), next.value)
      }
    }
    try {
      await Promise.all(Array.from({ length: availableParallelism() }, work))
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  /** Ends the threads, even within a job. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}
