import type { Cell } from '../../bench/cell.ts'
import { BrokerHost, type BrokerUrls } from '../../bench/engine/broker-host.ts'
import { type RepeatOptions, runReal } from '../../bench/engine/real.ts'
import { TargetHost } from '../../bench/engine/target-host.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Chosen } from '../suite/select.ts'

/** Makes the real-time runs of a session. */
export interface RealRuns {
  /** Starts early what these cells need and what takes a while to start. */
  startSoon(cells: readonly Cell[]): void
  /** Starts or connects to everything that the cells of a suite need. @throws CannotRunError when that fails. */
  prepare(chosen: Chosen, signal: AbortSignal): Promise<void>
  run(cell: Cell, options: RepeatOptions): Promise<RunResult>
  close(): Promise<void>
}

/** Runs with this process as the generator. */
export class OwnRuns implements RealRuns {
  readonly #targets = new TargetHost()
  readonly #brokers: BrokerHost
  readonly #onLine: (line: string) => void

  constructor(brokerUrls: BrokerUrls | undefined, onLine: (line: string) => void) {
    this.#brokers = new BrokerHost(brokerUrls)
    this.#onLine = onLine
  }

  startSoon(cells: readonly Cell[]): void {
    this.#targets.startSoon(cells)
  }

  async prepare({ cells }: Pick<Chosen, 'cells'>, signal: AbortSignal): Promise<void> {
    for (const cell of cells) await this.#brokers.prepare(cell)
    for (const { target } of cells) await this.#targets.prepare(target, signal)
    await this.#targets.meet(cells, { signal, onLine: this.#onLine })
  }

  run(cell: Cell, options: RepeatOptions): Promise<RunResult> {
    return runReal(cell, this.#targets, { ...options, brokers: this.#brokers })
  }

  async close(): Promise<void> {
    const [warnings] = await Promise.all([this.#targets.close(), this.#brokers.close()])
    for (const warning of warnings) this.#onLine(`warning: ${warning}`)
  }
}
