import { cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { breathe, isoNow } from '../../bench/core/real-clock.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import { refuseUnjudged } from '../../bench/study/trial.ts'
import { armElements } from '../../bench/study/why/elements.ts'
import { ablationRuns, type ExplainOptions, explainArm } from '../../bench/study/why/explain.ts'
import { Runs, Stopped } from '../../bench/study/why/runs.ts'
import { type ArmWhy, WHY_SCHEMA, type WhyData } from '../../bench/study/why/why-data.ts'
import type { Suite } from '../../bench/suite.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import { renderWhy, WHY_FILE, whyText } from '../../reports/why/why.ts'
import type { CommandContext } from '../cli/command-context.ts'
import type { Console } from '../cli/console.ts'
import { environmentOf } from '../cli/environment.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { elapsedText, ProgressLine } from '../cli/progress.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import { savesMeanwhile } from '../cli/save-meanwhile.ts'
import { shownPath } from '../cli/shown-path.ts'
import { isSuiteFile } from '../suite/suite-file.ts'
import { type DecideCapFlags, decideCapMs } from './decide-cap.ts'
import { readSource } from './trial-job.ts'

/** Lines for a reader who is no terminal. */
const WIDTH = 100

/** Options of the command line. */
export interface WhyFlags extends DecideCapFlags {
  readonly suite?: string
  readonly variant?: string
  readonly arm?: string[]
  readonly seeds?: number
  readonly seed?: number
  readonly out?: string
  readonly quick: boolean
  readonly quiet: boolean
  readonly json: boolean
}

/** What holds where the command line says nothing. */
interface WhyLimits {
  readonly seeds: number
  /** The smallest change is searched only where a run makes at most this many attempts. */
  readonly flipAttemptsMax: number
}

/**
 * Explains the arms of one suite in virtual time. @throws ConfigError for a suite, variant or arm that cannot be
 * explained.
 */
export async function whyCommand(
  name: string | undefined,
  flags: WhyFlags,
  limits: WhyLimits,
  context: CommandContext,
): Promise<ExitCode> {
  const { argv, console, resolvePath } = context
  if (name === undefined) throw new ConfigError('suite: must be given, such as: why brownout')
  const capMs = decideCapMs(flags)
  const source = { name: isSuiteFile(name) ? resolvePath(name) : name, variant: flags.variant, horizonMs: undefined }
  const { suite, variant } = await readSource(source)
  const arms = await armsOf(suite, flags.arm ?? [])
  const folder = flags.out === undefined ? undefined : ResultFolder.open(resolvePath(flags.out), WHY_FILE)
  const { signal, release } = onInterrupt((text) => console.err(text))
  const environment = environmentOf(argv)
  const progress = new ProgressLine(console, flags.quiet || flags.json)
  try {
    const seeds = { first: flags.seed ?? suite.seed, count: flags.seeds ?? limits.seeds }
    const dataOf = (explained: readonly ArmWhy[]): WhyData => ({
      schema: WHY_SCHEMA,
      status: explained.length === arms.length && explained.every(({ complete }) => complete) ? 'complete' : 'partial',
      environment: { ...environment, writtenAt: isoNow() },
      ...{ suite: suite.name, question: suite.question, variant, seeds, arms: explained },
    })
    const explained: ArmWhy[] = []
    const save = () => folder?.write(renderWhy(dataOf(explained)))
    const saveMeanwhile = savesMeanwhile(save, progress)
    for await (const arm of explainAll(suite, arms, { ...limits, seeds }, capMs, progress, signal)) {
      explained.push(arm)
      saveMeanwhile()
    }
    progress.clear()
    print(dataOf(explained), flags, console)
    if (explained.length > 0) save()
    if (folder !== undefined && explained.length > 0 && !flags.json && !flags.quiet) {
      const what = signal.aborted ? 'partial result' : 'result'
      console.out(`\n${what} in ${shownPath(folder.path, resolvePath('.'))}: why.md, why.csv, why.json\n`)
    }
    return signal.aborted ? EXIT.interrupted : EXIT.fine
  } finally {
    progress.clear()
    folder?.release()
    release()
  }
}

/** @throws ConfigError when the suite cannot be explained or does not have the arm. */
async function armsOf(suite: Suite, asked: readonly string[]): Promise<string[]> {
  await refuseRealOnly(cellsOf(suite))
  const known = Object.keys(suite.arms)
  refuseUnknown('--arm', asked, known)
  refuseUnjudged(suite)
  const arms = known.filter((arm) => (asked.length === 0 ? armElements(suite, arm).length > 0 : asked.includes(arm)))
  if (arms.length > 0) return arms
  throw new ConfigError(`${suite.name}: must have an arm with a policy or a queue, or --arm to name one without`)
}

/** The arms one after the other; the one at which it is stopped as far as it has come. */
async function* explainAll(
  suite: Suite,
  arms: readonly string[],
  options: ExplainOptions,
  capMs: number | undefined,
  progress: ProgressLine,
  signal: AbortSignal,
): AsyncGenerator<ArmWhy> {
  for (const [i, arm] of arms.entries()) {
    const planned = ablationRuns(suite, arm, options.seeds)
    let doing = ''
    const stopIfAsked = () => {
      if (signal.aborted) throw new Stopped()
    }
    const runs = new Runs(
      async (run, what) => {
        const place = run > planned ? `${run}, searching` : `${run}/${planned}`
        doing = `${suite.name} ${arm} (${i + 1}/${arms.length}), run ${place}: ${what}`
        progress.line(doing)
        await breathe()
        stopIfAsked()
      },
      (now) => {
        stopIfAsked()
        progress.line(`${doing}, ${elapsedText(now)}`)
      },
      { capMs },
    )
    const why = await explainArm(suite, arm, options, runs)
    if (why !== undefined) yield why
    if (signal.aborted) return
  }
}

function print(data: WhyData, { quiet, json }: WhyFlags, console: Console): void {
  const { environment: _, ...lasting } = data
  if (json) console.out(`${JSON.stringify(lasting, undefined, 2)}\n`)
  else if (data.arms.length === 0) console.out('nothing was computed\n')
  else if (!quiet) console.out(whyText(data, console.outWidth ?? WIDTH))
}
