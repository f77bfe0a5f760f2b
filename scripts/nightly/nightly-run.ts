import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import type { PartReport, PartState } from '../../reports/nightly/nightly-data.ts'
import type { ChildResult, RunCommand } from '../cli/child.ts'
import { EXIT } from '../cli/exit-code.ts'
import type { ProgressLine } from '../cli/progress.ts'
import { type Documents, documentOf } from './documents.ts'
import type { Part, PartName, PartPlace } from './nightly-parts.ts'
import { type NightlyResult, resultOf, resultText } from './nightly-results.ts'

type NightOptions = Omit<PartPlace, 'made' | 'night'> & {
  /** Parts that the night may have, in their order. */
  readonly parts: readonly Part[]
}

/** One night, and the results of its parts so far. */
export class NightlyRun {
  readonly results: NightlyResult[] = []
  documents: Documents = { falseAlarms: null, verdicts: null, found: null }
  readonly #done = new Map<PartName, PartReport>()
  readonly #options: NightOptions
  readonly #startedAt: string
  readonly #signal: AbortSignal
  readonly #progress: ProgressLine
  readonly #run: RunCommand

  constructor(options: NightOptions, startedAt: string, signal: AbortSignal, progress: ProgressLine, run: RunCommand) {
    this.#options = options
    this.#startedAt = startedAt
    this.#signal = signal
    this.#progress = progress
    this.#run = run
  }

  /** Reports of all its parts; one not done is left out. */
  reports(): PartReport[] {
    return this.#options.parts.map(
      ({ name, about }) =>
        this.#done.get(name) ?? { name, about, state: 'left out', seconds: 0, summary: '', said: '', links: [] },
    )
  }

  /** Does a part. Its report has whatever goes wrong with it. */
  async do(part: Part): Promise<PartReport> {
    const clock = new RealClock()
    const { name, about } = part
    const report = await this.#tried(part)
    const whole = { name, about, ...report, seconds: clock.nowMs() / 1000 }
    this.#done.set(name, whole)
    return whole
  }

  async #tried(part: Part): Promise<Omit<PartReport, 'name' | 'about' | 'seconds'>> {
    try {
      return await this.#commands(part)
    } catch (error) {
      return { state: 'crashed', summary: '', said: String((error as Error).stack), links: [] }
    }
  }

  async #commands(part: Part): Promise<Omit<PartReport, 'name' | 'about' | 'seconds'>> {
    const { out } = this.#options
    const made = this.results.map(({ folder }) => folder)
    const ended: Ended[] = []
    // The document of an earlier night in the same folder would be taken for this night's.
    if (part.document !== undefined) rmSync(join(out, part.document), { force: true })
    const commands = part.commands({ ...this.#options, night: this.#startedAt, made })
    for (const args of commands) {
      if (this.#signal.aborted) break
      ended.push(await this.#command(part, args))
    }
    const { results, unreadable } = this.#resultsOf(part)
    this.results.push(...results)
    const documented = part.document === undefined ? undefined : ended[commands.length - 1]
    const isRead = documented === undefined || this.#read(part, documented)
    // Doubts say more than the tables that the commands print.
    const doubts = results.flatMap((result) => result.doubts)
    const isReported = (state: PartState) => doubts.length > 0 && (state === 'not judged' || state === 'gate failed')
    const troubled = ended.filter(({ state }) => state !== 'fine' && !isReported(state))
    const links = [...results.map(({ folder }) => join(folder, 'report.md').slice(out.length + 1)), ...part.links]
    return {
      state: worst([
        ...ended.map(({ state }) => state),
        ...(isRead && unreadable.length === 0 ? [] : (['could not be read'] as const)),
      ]),
      summary: resultText(results) || this.#summaryOf(part),
      said: [
        ...troubled.map((one) => `${one.args.join(' ')}\n${outputOf(one.result, one !== documented || !isRead)}`),
        ...(isRead ? [] : [`${part.document} could not be read, so the findings of the command are unknown`]),
        ...unreadable,
        ...(doubts.length === 0 ? [] : [doubts.join('\n')]),
      ].join('\n\n'),
      links: links.filter((link) => existsSync(join(out, link))),
    }
  }

  /** Results in the folders of a part, and reasons why some cannot be read. */
  #resultsOf({ folders }: Part): { readonly results: NightlyResult[]; readonly unreadable: string[] } {
    const results: NightlyResult[] = []
    const unreadable: string[] = []
    for (const name of folders(this.#options.suites)) {
      try {
        results.push(...[resultOf(join(this.#options.out, name), this.#startedAt) ?? []].flat())
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        unreadable.push(error.message)
      }
    }
    return { results, unreadable }
  }

  async #command(part: Part, args: readonly string[]): Promise<Ended> {
    const onLine = (line: string) => this.#progress.line(`${part.name}: ${line}`)
    const result = await this.#run(args, { signal: this.#signal, onLine })
    return { args, result, state: stateOf(result) }
  }

  /**
   * Reads the document that a part's last command has written; false where it must have written one and none can be
   * read.
   */
  #read({ name, document = '' }: Part, { state }: Ended): boolean {
    const read = documentOf(name, join(this.#options.out, document))
    this.documents = { ...this.documents, ...read }
    const isRead = Object.keys(read).length > 0
    return isRead || (state !== 'fine' && state !== 'gate failed')
  }

  #summaryOf({ name }: Part): string {
    const { falseAlarms, verdicts, found } = this.documents
    if (name === 'false-alarms' && falseAlarms !== null)
      return `${falseAlarms.alarms} false alarms of ${falseAlarms.comparisons}`
    if (name === 'verdicts' && verdicts !== null)
      return `${verdicts.opposites.length} opposite of ${verdicts.tallies.at(-1)!.answers}`
    if (name === 'history' && found !== null)
      return `${found.series} series, ${found.changes.length} new changes, ${found.suspects.length} suspects`
    return ''
  }
}

interface Ended {
  readonly args: readonly string[]
  readonly result: ChildResult
  readonly state: PartState
}

function stateOf({ code, crashed }: ChildResult): PartState {
  if (crashed) return 'crashed'
  if (code === EXIT.fine) return 'fine'
  if (code === EXIT.gateFailed) return 'gate failed'
  if (code === EXIT.notJudged) return 'not judged'
  return code === EXIT.interrupted ? 'interrupted' : 'could not run'
}

const WORST_FIRST: readonly PartState[] = [
  'interrupted',
  'gate failed',
  'crashed',
  'could not run',
  'could not be read',
  'not judged',
]

function worst(states: readonly PartState[]): PartState {
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'fine'
}

/** Error text and output of a command; without its output where a document says the same. */
function outputOf({ out, err, crashed, code }: ChildResult, withOut: boolean): string {
  const text = `${err}${withOut ? out : ''}`.trim()
  return `${text}${crashed ? `\n(ended ${code === null ? 'by a signal' : `with code ${code}`})` : ''}`
}
