import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { cpuTimes, othersCores } from '../../bench/core/cpu-meter.ts'
import { breathe, epochMs, isoNow } from '../../bench/core/real-clock.ts'
import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import { inSteps } from '../../bench/core/steps.ts'
import type { Progress } from '../../bench/engine/experiment.ts'
import { whyRealOnly } from '../../bench/engine/real-only.ts'
import { loadLines } from '../../bench/load/load-facts.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { Conditions } from '../../bench/micro/brokers/broker-micro.ts'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import { judgeThresholds } from '../../bench/thresholds/judge.ts'
import type { Reference } from '../../bench/thresholds/reference.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { runBesideTwinSteps } from '../../bench/twin/run-beside-twin.ts'
import { type DiscardedRun, type RunData, SCHEMA, type SuiteInfo } from '../../reports/data/run-data.ts'
import type { ResultFolder } from '../../reports/files/write.ts'
import { csvNumber } from '../../reports/format.ts'
import { environmentOf, sharedClass } from '../cli/environment.ts'
import type { ProgressLine } from '../cli/progress.ts'
import { savesMeanwhile } from '../cli/save-meanwhile.ts'
import type { RunOptions } from '../commands/run-options.ts'
import { measuredBrokers } from '../suite/broker-choice.ts'
import type { MeasuredSuite } from '../suite/measured-suites.ts'
import type { Chosen } from '../suite/select.ts'
import { infoOf, loadsOf, plansOf } from '../suite/suite-info.ts'
import { busyText } from './busy-text.ts'
import { inOrder, type Job, jobsOf } from './jobs.ts'
import { measure } from './measure.ts'
import { measuredInfo, measuredPlan } from './measured-info.ts'
import type { RealRuns } from './own-runs.ts'
import { realRunsOf } from './real-runs.ts'
import { SuiteRuns } from './suite-runs.ts'

/** One invocation of `run`, with its results so far. */
export class RunSession {
  readonly #options: RunOptions
  readonly #reference: Reference | string
  readonly #folder: ResultFolder
  readonly #progress: ProgressLine
  readonly #signal: AbortSignal
  readonly #saveMeanwhile: () => void
  readonly #environment: RunData['environment']
  readonly #plans: Record<string, string> = {}
  readonly #suites: SuiteInfo[] = []
  readonly #runs: RunResult[] = []
  readonly #discarded: DiscardedRun[] = []
  readonly #simulated: RunResult[] = []
  readonly #measured: Sample[] = []
  readonly #thresholds: ThresholdResult[] = []
  readonly #beside = new Map<Chosen, RunResult[]>()
  readonly #startedAt = cpuTimes()
  #virtualMs = 0
  #lookedAt = false
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
    this.#saveMeanwhile = savesMeanwhile(() => this.save(), progress)
    this.#environment = environmentOf(options.command.map(withoutSecretsInUrl), options.project.root)
  }

  async run(chosen: readonly Chosen[], measured: readonly MeasuredSuite[]): Promise<void> {
    const real = await realRunsOf(this.#options, (line) => this.#progress.say(line))
    try {
      if (this.#options.clock !== 'virtual') real.startSoon(chosen.flatMap(({ cells }) => cells))
      await this.#simulateBeside(chosen)
      for (const one of chosen) {
        if (this.#signal.aborted) return
        this.#suites.push(infoOf(one.suite, this.#options.plan))
        Object.assign(this.#plans, plansOf(one.cells, this.#options.workers))
        for (const line of loadLines(loadsOf(one.cells))) this.#progress.say(`${one.suite.name}: ${line}`)
        await this.#runSuite(one, real)
        this.#judge(one)
        if (one !== chosen.at(-1) || measured.length > 0) this.#saveMeanwhile()
      }
    } finally {
      await real.close()
    }
    for (const name of measured) {
      if (this.#signal.aborted) return
      await this.#measureSuite(name)
      this.#saveMeanwhile()
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
      discarded: this.#discarded,
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
        runs: this.#runs,
        plans: this.#plans,
        environmentClass: this.#class,
        reference: this.#reference,
        asWritten: csvNumber,
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

  async #runSuite(chosen: Chosen, real: RealRuns): Promise<void> {
    const { clock } = this.#options
    const jobs = jobsOf(chosen.cells)
    if (clock !== 'virtual' && !(await this.#isReady(chosen, real))) return
    const simulated = this.#beside.get(chosen) ?? []
    const runs = new SuiteRuns({
      real,
      rerunMax: this.#options.rerunMax,
      progress: this.#progress,
      signal: this.#signal,
    })
    try {
      if (clock !== 'real') await this.#simulate(jobs, simulated)
      if (clock !== 'virtual') {
        this.#look()
        await runs.run(jobs)
      }
    } finally {
      // Results from before a target or a broker went away are kept.
      const sorted = inOrder(chosen.cells)
      this.#runs.push(...sorted(clock === 'virtual' ? simulated : runs.results))
      this.#discarded.push(...sorted(runs.discarded))
      if (clock !== 'virtual') this.#simulated.push(...sorted(simulated))
    }
    this.#progress.line(`${chosen.suite.name} done`)
  }

  /** Makes the virtual answers of suites that show them beside the real ones. */
  async #simulateBeside(chosen: readonly Chosen[]): Promise<void> {
    if (this.#options.clock !== 'real' || !this.#options.withVirtual) return
    for (const one of chosen) {
      const isDefault = DEFAULT_SUITES.includes(one.given)
      if (!isDefault || one.cells.some((cell) => whyRealOnly(cell) !== undefined)) continue
      const simulated: RunResult[] = []
      this.#beside.set(one, simulated)
      // Default suites have no policies of a user, so all their runs repeat exactly and need no check.
      await this.#simulate(jobsOf(one.cells), simulated, false)
    }
  }

  /** Warns of a busy machine, before the first real run. Starting the target has taken long enough to see it. */
  #look(): void {
    if (this.#lookedAt) return
    this.#lookedAt = true
    const others = othersCores(this.#startedAt, cpuTimes())
    const warning = busyText(others, Number(this.#environment.cores), this.#virtualMs)
    if (warning !== undefined) this.#progress.say(warning)
  }

  async #simulate(jobs: readonly Job[], simulated: RunResult[], isChecked?: boolean): Promise<void> {
    for (const [i, { cell, repeat }] of jobs.entries()) {
      const place = `${i + 1}/${jobs.length}`
      this.#progress.line(`${place} ${cell.suite} ${cell.variant} ${cell.arm} in virtual time`)
      await breathe()
      if (this.#signal.aborted) return
      const startedMs = epochMs()
      const onProgress = (now: Progress) => this.#progress.show(cell, place, now)
      const { untilDecided } = this.#options
      const steps = runBesideTwinSteps(cell, { repeat, signal: this.#signal, isChecked, untilDecided })
      simulated.push(await inSteps(steps, { onProgress }))
      this.#virtualMs += epochMs() - startedMs
    }
  }

  /** False when it was interrupted before target, broker and workers were ready. */
  async #isReady(chosen: Chosen, real: RealRuns): Promise<boolean> {
    try {
      await real.prepare(chosen, this.#signal)
      return true
    } catch (error) {
      if (this.#signal.aborted && error instanceof CannotRunError) return false
      throw error
    }
  }
}
