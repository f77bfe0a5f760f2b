import type { Cell } from '../../bench/cell.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { isOnlyLate } from '../../bench/metrics/lateness.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { type Sample, samplesOf } from '../../bench/metrics/sample.ts'
import type { DiscardedRun } from '../../reports/data/run-data.ts'
import type { ProgressLine } from '../cli/progress.ts'
import type { Job } from './jobs.ts'
import type { RealRuns } from './own-runs.ts'

export interface SuiteRunsOptions {
  readonly real: Pick<RealRuns, 'run'>
  /** Runs that were only late are run again at most this many times. */
  readonly rerunMax: number
  readonly progress: Pick<ProgressLine, 'show'>
  readonly signal: AbortSignal
}

/** The real runs of one suite: each job once, then again each run that only lateness of this machine made invalid. */
export class SuiteRuns {
  readonly #options: SuiteRunsOptions
  #results: RunResult[] = []
  readonly #discarded: DiscardedRun[] = []

  constructor(options: SuiteRunsOptions) {
    this.#options = options
  }

  /** The runs so far, one of each job. */
  get results(): readonly RunResult[] {
    return this.#results
  }

  /** Late runs that a rerun replaced, and reruns that failed otherwise. */
  get discarded(): readonly DiscardedRun[] {
    return this.#discarded
  }

  /** Ends early when the signal is given. @throws CannotRunError when target, broker or workers are gone. */
  async run(jobs: readonly Job[]): Promise<void> {
    for (const [i, job] of jobs.entries()) {
      const result = await this.#runOne(job, `${i + 1}/${jobs.length}`)
      if (result === undefined) return
      this.#results.push(result)
    }
    for (let round = 1; round <= this.#options.rerunMax; round++) await this.#runLateAgain(jobs, round)
  }

  async #runLateAgain(jobs: readonly Job[], round: number): Promise<void> {
    const late = this.#results.filter(isOnlyLate)
    for (const [i, old] of late.entries()) {
      const job = jobs.find(({ cell, repeat }) => repeat === old.repeat && isOf(cell, old))!
      const result = await this.#runOne(job, `again ${i + 1}/${late.length} (${round} of ${this.#options.rerunMax})`)
      // An interrupted run replaces no other.
      if (result === undefined || result.status === 'partial') return
      const isBetter = result.status === 'valid' || isOnlyLate(result)
      if (isBetter) this.#results = this.#results.map((run) => (run === old ? result : run))
      this.#discarded.push(discardedOf(isBetter ? old : result))
    }
  }

  /** Undefined when it was interrupted before it began. */
  async #runOne({ cell, repeat }: Job, place: string): Promise<RunResult | undefined> {
    const { real, progress, signal } = this.#options
    if (signal.aborted) return undefined
    try {
      return await real.run(cell, { repeat, signal, onProgress: (now) => progress.show(cell, place, now) })
    } catch (error) {
      if (signal.aborted && error instanceof CannotRunError) return undefined
      throw error
    }
  }
}

function discardedOf(run: RunResult): DiscardedRun {
  const { suite, variant, arm, repeat, seed, warnings, othersCores } = run
  const isGoodput = ({ metric, phase }: Sample) => metric === 'goodput_ratio' && phase === 'all'
  const goodputRatio = samplesOf(run).find(isGoodput)?.value ?? 0
  return { suite, variant, arm, repeat, seed, warnings, othersCores, goodputRatio }
}

function isOf({ variant, arm }: Cell, run: RunResult): boolean {
  return variant === run.variant && arm === run.arm
}
