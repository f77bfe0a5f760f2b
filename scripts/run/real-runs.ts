import type { Cell } from '../../bench/cell.ts'
import { ownModule } from '../../bench/core/own-code.ts'
import type { RepeatOptions } from '../../bench/engine/real.ts'
import { TargetHost } from '../../bench/engine/target-host.ts'
import { warmUpTexts } from '../../bench/engine/warm-up.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { ChildPool } from '../../bench/workers/child-pool.ts'
import type { SuiteSource } from '../../bench/workers/messages.ts'
import type { NatsAddress } from '../../bench/workers/nats/connect.ts'
import { runShared, WorkerLostError } from '../../bench/workers/run-shared.ts'
import type { WorkerPool } from '../../bench/workers/worker-link.ts'
import { isService } from '../../targets/spec.ts'
import { programVersion } from '../cli/environment.ts'
import type { Chosen, Selection } from '../suite/select.ts'
import { sourceOf } from '../suite/suite-source.ts'
import { OwnRuns, type RealRuns } from './own-runs.ts'

/** Runs whose load several workers share; this process hosts the target. */
class SharedRuns implements RealRuns {
  readonly #targets = new TargetHost()
  readonly #pool: WorkerPool
  readonly #workers: number
  readonly #sourceOf: (given: string) => Promise<SuiteSource>
  readonly #sources = new Map<string, SuiteSource>()
  readonly #onLine: (line: string) => void
  #runs = 0

  /** `sourceOf`: form of a suite that is sent to the workers, by the name that the user gave. */
  constructor(
    pool: WorkerPool,
    workers: number,
    sourceOf: (given: string) => Promise<SuiteSource>,
    onLine: (line: string) => void,
  ) {
    this.#pool = pool
    this.#workers = workers
    this.#sourceOf = sourceOf
    this.#onLine = onLine
  }

  startSoon(cells: readonly Cell[]): void {
    this.#targets.startSoon(cells)
  }

  async prepare({ given, suite, cells }: Chosen, signal: AbortSignal): Promise<void> {
    await this.#pool.take(this.#workers, signal)
    this.#sources.set(suite.name, await this.#sourceOf(given))
    // Only the workers connect to a service of the user; this host may not reach it.
    for (const { target } of cells) if (!isService(target)) await this.#targets.prepare(target)
    for (const line of warmUpTexts(cells)) this.#onLine(line)
  }

  async run(cell: Cell, options: RepeatOptions): Promise<RunResult> {
    try {
      return await this.#try(cell, options)
    } catch (error) {
      // Another worker may wait already, or is started.
      if (error instanceof WorkerLostError && !options.signal?.aborted) return this.#try(cell, options)
      throw error
    }
  }

  #try(cell: Cell, options: RepeatOptions): Promise<RunResult> {
    this.#runs += 1
    const source = this.#sources.get(cell.suite)!
    return runShared(cell, this.#targets, {
      ...options,
      pool: this.#pool,
      workers: this.#workers,
      source,
      run: this.#runs,
    })
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#targets.close()])
  }
}

/**
 * The maker of the runs that were asked for. `onLine` receives a line for requests that a service gets outside of runs.
 * @throws CannotRunError when the workers cannot be reached.
 */
export async function realRunsOf(selection: Selection, onLine: (line: string) => void): Promise<RealRuns> {
  const { workers = 1, nats, brokerUrls = {}, resolvePath } = selection
  if (workers === 1 && nats === undefined) return new OwnRuns(brokerUrls, onLine)
  const pool =
    nats === undefined
      ? new ChildPool(ownModule('../worker/worker-child', import.meta.url), { brokerUrls })
      : await natsPool(nats)
  return new SharedRuns(pool, workers, (given) => sourceOf(given, selection, resolvePath), onLine)
}

/** Loaded when needed, like every broker client. */
async function natsPool(nats: NatsAddress): Promise<WorkerPool> {
  const { connectNats } = await import('../../bench/workers/nats/connect.ts')
  const { NatsPool } = await import('../../bench/workers/nats/nats-pool.ts')
  return NatsPool.open(await connectNats(nats), programVersion())
}
