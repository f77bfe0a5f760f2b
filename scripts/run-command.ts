import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { ConfigError } from '../bench/core/config-error.ts'
import { breathe, isoNow } from '../bench/core/real-clock.ts'
import type { RunResult } from '../bench/metrics/result.ts'
import type { Sample } from '../bench/metrics/sample.ts'
import { runReal } from '../bench/run.ts'
import { refuseUnsimulated, simulate } from '../bench/simulate.ts'
import type { Suite } from '../bench/suite.ts'
import { TargetHost } from '../bench/target-host.ts'
import { type RunData, SCHEMA, type SuiteInfo } from '../reports/run-data.ts'
import { ResultFolder } from '../reports/write.ts'
import type { Console } from './console.ts'
import { environmentOf } from './environment.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { onInterrupt } from './interrupt.ts'
import { measure } from './measure.ts'
import { ProgressLine } from './progress.ts'
import { type Chosen, choose, type MeasuredSuite, type Selection } from './select.ts'
import { shownPath } from './shown-path.ts'
import { printSummary } from './summary-text.ts'

/** Real time over HTTP, virtual time, or the one beside the other. */
export const CLOCKS = ['real', 'virtual', 'both'] as const
export type ClockChoice = (typeof CLOCKS)[number]

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
  readonly command: readonly string[]
}

/** Runs suites, writes the result folder after each of them, prints the summary. */
export async function runCommand(options: RunOptions, console: Console): Promise<ExitCode> {
  const { chosen, measured } = await choose(options)
  if (options.clock !== 'real' && measured.length > 0) {
    throw new ConfigError(
      `--clock: must be real for ${measured.join(' and ')}, which measures this machine, got "${options.clock}"`,
    )
  }
  if (options.clock !== 'real') refuseUnsimulated(chosen.flatMap(({ cells }) => cells))
  const folder = ResultFolder.open(
    options.out ?? join(options.runsRoot, nameOf([...chosen.map(({ suite }) => suite.name), ...measured])),
  )
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet || options.json)
  const session = new Session(options, folder, progress, signal)
  try {
    await session.run(chosen, measured)
  } finally {
    progress.clear()
    try {
      session.save()
    } finally {
      folder.release()
      release()
    }
  }
  const data = session.data()
  printSummary(data, shownPath(folder.path, options.resolvePath('.')), options, console)
  if (signal.aborted) return EXIT.interrupted
  const judged = [...data.runs, ...data.simulated, ...data.measured]
  return judged.some(({ status }) => status !== 'valid') ? EXIT.notJudged : EXIT.fine
}

/** One invocation of `run`: what has been measured so far. */
class Session {
  readonly #options: RunOptions
  readonly #folder: ResultFolder
  readonly #progress: ProgressLine
  readonly #signal: AbortSignal
  readonly #environment: RunData['environment']
  readonly #suites: SuiteInfo[] = []
  readonly #runs: RunResult[] = []
  readonly #simulated: RunResult[] = []
  readonly #measured: Sample[] = []
  #complete = false

  constructor(options: RunOptions, folder: ResultFolder, progress: ProgressLine, signal: AbortSignal) {
    this.#options = options
    this.#folder = folder
    this.#progress = progress
    this.#signal = signal
    this.#environment = environmentOf(options.command.map(withoutSecretsInUrl))
  }

  async run(chosen: readonly Chosen[], measured: readonly MeasuredSuite[]): Promise<void> {
    const host = new TargetHost()
    try {
      for (const one of chosen) {
        if (this.#signal.aborted) return
        this.#suites.push(infoOf(one.suite, this.#options.plan))
        await this.#runSuite(one, host)
        this.save()
      }
    } finally {
      await host.close()
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
      environment: { ...this.#environment, writtenAt: isoNow() },
      suites: this.#suites,
      runs: this.#runs,
      simulated: this.#simulated,
      measured: this.#measured,
    }
  }

  save(): void {
    if (this.#runs.length > 0 || this.#measured.length > 0) this.#folder.save(this.data())
  }

  async #measureSuite(name: MeasuredSuite): Promise<void> {
    const { quick, url } = this.#options
    const onProgress = (line: string) => this.#progress.line(`${name} ${line}`)
    for await (const sample of measure(name, { quick, url, onProgress })) {
      this.#measured.push(sample)
      if (this.#signal.aborted) return
    }
  }

  /** Repeats outermost, so that a slow minute of the machine falls on all arms alike. */
  async #runSuite({ suite, cells }: Chosen, host: TargetHost): Promise<void> {
    const { clock } = this.#options
    if (clock !== 'virtual') for (const { target } of cells) await host.prepare(target)
    const repeats = Math.max(...cells.map((cell) => cell.repeats))
    const runs = Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
      cells.filter((cell) => repeat <= cell.repeats).map((cell) => ({ cell, repeat })),
    )
    const results: RunResult[] = []
    const simulated: RunResult[] = []
    for (const [i, { cell, repeat }] of runs.entries()) {
      if (this.#signal.aborted) break
      const place = `${i + 1}/${runs.length}`
      const onProgress = (now: Parameters<ProgressLine['show']>[2]) => this.#progress.show(cell, place, now)
      if (clock !== 'virtual') results.push(await runReal(cell, host, { repeat, signal: this.#signal, onProgress }))
      if (clock === 'real' || this.#signal.aborted) continue
      this.#progress.line(`${place} ${cell.suite} ${cell.variant} ${cell.arm} in virtual time`)
      await breathe()
      simulated.push(simulate(cell, repeat))
    }
    const order = (run: RunResult) => cells.findIndex(({ variant, arm }) => variant === run.variant && arm === run.arm)
    const sorted = (list: readonly RunResult[]) => list.toSorted((a, b) => order(a) - order(b) || a.repeat - b.repeat)
    this.#runs.push(...sorted(clock === 'virtual' ? simulated : results))
    if (clock === 'both') this.#simulated.push(...sorted(simulated))
    this.#progress.line(`${suite.name} done`)
  }
}

function nameOf(suites: readonly string[]): string {
  return `${isoNow().replace(/[:.]/g, '-').slice(0, 23)}-${suites.join('+')}`.slice(0, 120)
}

function infoOf(suite: Suite, plan: string | undefined): SuiteInfo {
  const { name, question, about, variants } = suite
  return {
    ...{ name, question, about, plan: plan ?? null },
    variants: Object.fromEntries(Object.entries(variants).map(([variant, own]) => [variant, own.about])),
    planHash: planHash(suite),
    config: JSON.parse(JSON.stringify(suite, withoutSecrets)),
  }
}

/** SHA-256 over all of a suite that decides what is measured. */
function planHash({ question: _, about: __, validity: ___, repeats: ____, ...decisive }: Suite): string {
  const text = JSON.stringify(decisive, (key, value) => {
    if (key === 'about' || key === 'repeats') return undefined
    return typeof value === 'function' ? String(value) : value
  })
  return createHash('sha256').update(text).digest('hex')
}

/** A URL without user, password and the values of its query; any other text as it is. */
function withoutSecretsInUrl(text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  url.username = ''
  url.password = ''
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, '(not recorded)')
  return url.href
}

/** Credentials do not reach a file, and a long trace is only counted. */
function withoutSecrets(key: string, value: unknown): unknown {
  if (key === 'headers') return Object.fromEntries(Object.keys(value as object).map((name) => [name, '(not recorded)']))
  if (key === 'body') return '(not recorded)'
  if (key === 'timesMs') return `(${(value as number[]).length} due times)`
  if (key === 'url') return withoutSecretsInUrl(String(value))
  return typeof value === 'function' ? '(a function)' : value
}
