import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { breathe, isoNow } from '../../bench/core/real-clock.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { Conditions } from '../../bench/micro/brokers/broker-micro.ts'
import { simulate } from '../../bench/simulate.ts'
import type { Cell } from '../../bench/suite.ts'
import { judgeThresholds } from '../../bench/thresholds/judge.ts'
import type { Reference } from '../../bench/thresholds/reference.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { csvNumber } from '../../reports/format.ts'
import { type RunData, SCHEMA, type SuiteInfo } from '../../reports/run-data.ts'
import type { ResultFolder } from '../../reports/write.ts'
import { environmentOf, sharedClass } from '../cli/environment.ts'
import type { ProgressLine } from '../cli/progress.ts'
import { measuredBrokers } from '../suite/broker-choice.ts'
import type { ClockChoice } from '../suite/clock-choice.ts'
import type { MeasuredSuite } from '../suite/measured-suites.ts'
import type { Chosen, Selection } from '../suite/select.ts'
import { infoOf, plansOf, withoutSecretsInUrl } from '../suite/suite-info.ts'
import { measure } from './measure.ts'
import { measuredInfo, measuredPlan } from './measured-info.ts'
import { type RealRuns, realRunsOf } from './real-runs.ts'

export interface RunOptions extends Selection {
  readonly clock: ClockChoice
  /** Result folder; a new one named after time and suites when undefined. */
  readonly out: string | undefined
  readonly quiet: boolean
  readonly json: boolean
  /** Shorter capacity and micro measurements. */
  readonly quick: boolean
  /** The service that `capacity` measures instead of ours. */
  readonly url: string | undefined
  /** Folder under which new result folders are made. */
  readonly runsRoot: string
  /** What thresholds compare with, as the user gave it. */
  readonly baseline: string | undefined
  /** Where a baseline is looked for otherwise. */
  readonly usualBaseline: string
  readonly command: readonly string[]
}

/** One invocation of `run`: what has been measured so far. */
export class RunSession {
  readonly #options: RunOptions
  readonly #reference: Reference | string
  readonly #folder: ResultFolder
  readonly #progress: ProgressLine
  readonly #signal: AbortSignal
  readonly #environment: RunData['environment']
  readonly #plans: Record<string, string> = {}
  readonly #suites: SuiteInfo[] = []
  readonly #runs: RunResult[] = []
  readonly #simulated: RunResult[] = []
  readonly #measured: Sample[] = []
  readonly #thresholds: ThresholdResult[] = []
  #complete = false

  constructor(
    options: RunOptions,
    reference: Reference | string,
    folder: ResultFolder,
    progress: ProgressLine,
    signal: AbortSignal,
  ) {
    this.#options = options
    this.#reference = reference
    this.#folder = folder
    this.#progress = progress
    this.#signal = signal
    this.#environment = environmentOf(options.command.map(withoutSecretsInUrl))
  }

  async run(chosen: readonly Chosen[], measured: readonly MeasuredSuite[]): Promise<void> {
    const real = await realRunsOf(this.#options)
    try {
      for (const one of chosen) {
        if (this.#signal.aborted) return
        this.#suites.push(infoOf(one.suite, this.#options.plan))
        Object.assign(this.#plans, plansOf(one.cells, this.#options.workers))
        await this.#runSuite(one, real)
        this.#judge(one)
        this.save()
      }
    } finally {
      await real.close()
    }
    for (const name of measured) {
      if (this.#signal.aborted) return
      await this.#measureSuite(name)
      this.save()
    }
    this.#complete = !this.#signal.aborted
  }

  data(): RunData {
    return {
      schema: SCHEMA,
      status: this.#complete ? 'complete' : 'partial',
      environment: { ...this.#environment, class: this.#class, writtenAt: isoNow() },
      plans: this.#plans,
      interleaved: null,
      suites: this.#suites,
      runs: this.#runs,
      simulated: this.#simulated,
      measured: this.#measured,
      thresholds: this.#thresholds,
    }
  }

  get #class(): string {
    return sharedClass(this.#environment.class, this.#runs)
  }

  save(): void {
    if (this.#runs.length > 0 || this.#measured.length > 0) this.#folder.save(this.data())
  }

  #judge({ suite, cells }: Chosen): void {
    this.#thresholds.push(
      ...judgeThresholds(suite.thresholds, cells, {
        ...{ runs: this.#runs, plans: this.#plans, environmentClass: this.#class },
        ...{ reference: this.#reference, asWritten: csvNumber },
      }),
    )
  }

  async #measureSuite(name: MeasuredSuite): Promise<void> {
    const { quick, url, brokerUrls = {} } = this.#options
    const brokers = name === 'micro' ? measuredBrokers(this.#options.brokers ?? []) : []
    const onProgress = (line: string) => this.#progress.line(`${name} ${line}`)
    this.#plans[name] = measuredPlan(quick, [url, ...brokers.map(({ kind }) => brokerUrls[kind])])
    const onBrokers = (conditions: Conditions) => this.#suites.push(measuredInfo(name, conditions))
    const options = { quick, url, brokers, brokerUrls, signal: this.#signal, onProgress, onBrokers }
    for await (const sample of measure(name, options)) {
      this.#measured.push(sample)
      if (this.#signal.aborted) return
    }
  }

  /** Repeats outermost and arms forth and back, so that what a machine does for a while falls on all arms alike. */
  async #runSuite(chosen: Chosen, real: RealRuns): Promise<void> {
    const { suite, cells } = chosen
    const { clock } = this.#options
    if (clock !== 'virtual' && !(await this.#orInterrupted(real.prepare(chosen, this.#signal)))) return
    const repeats = Math.max(...cells.map((cell) => cell.repeats))
    const runs = Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
      inTurn(cells, repeat).flatMap((cell) => (repeat <= cell.repeats ? [{ cell, repeat }] : [])),
    )
    const results: RunResult[] = []
    const simulated: RunResult[] = []
    try {
      await this.#runAll(runs, results, simulated, real)
    } finally {
      // What was measured before a target or a broker went away is kept.
      const order = (run: RunResult) =>
        cells.findIndex(({ variant, arm }) => variant === run.variant && arm === run.arm)
      const sorted = (list: readonly RunResult[]) => list.toSorted((a, b) => order(a) - order(b) || a.repeat - b.repeat)
      this.#runs.push(...sorted(clock === 'virtual' ? simulated : results))
      if (clock === 'both') this.#simulated.push(...sorted(simulated))
    }
    this.#progress.line(`${suite.name} done`)
  }

  async #runAll(
    runs: readonly { readonly cell: Cell; readonly repeat: number }[],
    results: RunResult[],
    simulated: RunResult[],
    real: RealRuns,
  ): Promise<void> {
    const { clock } = this.#options
    for (const [i, { cell, repeat }] of runs.entries()) {
      if (this.#signal.aborted) break
      const place = `${i + 1}/${runs.length}`
      const onProgress = (now: Parameters<ProgressLine['show']>[2]) => this.#progress.show(cell, place, now)
      if (clock !== 'virtual') {
        const running = real.run(cell, { repeat, signal: this.#signal, onProgress })
        if (!(await this.#orInterrupted(running.then((result) => results.push(result))))) break
      }
      if (clock === 'real' || this.#signal.aborted) continue
      this.#progress.line(`${place} ${cell.suite} ${cell.variant} ${cell.arm} in virtual time`)
      await breathe()
      simulated.push(simulate(cell, repeat))
    }
  }

  /** False when the work could not begin because it was interrupted. */
  async #orInterrupted(work: Promise<unknown>): Promise<boolean> {
    try {
      await work
      return true
    } catch (error) {
      if (this.#signal.aborted && error instanceof CannotRunError) return false
      throw error
    }
  }
}

function inTurn(cells: readonly Cell[], repeat: number): readonly Cell[] {
  return repeat % 2 === 1 ? cells : cells.toReversed()
}
