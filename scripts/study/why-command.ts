import { cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { isoNow } from '../../bench/core/real-clock.ts'
import { inSteps } from '../../bench/core/steps.ts'
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
import { suiteNamed } from '../suite/suite-names.ts'
import { readSource } from './trial-job.ts'

/** Columns without a terminal. */
const WIDTH = 100

export interface WhyOptions {
  /** Name or file of the suite, as the user gave it. */
  readonly name: string | undefined
  readonly variant: string | undefined
  readonly arms: readonly string[]
  readonly seeds: number
  /** That of the suite when undefined. */
  readonly firstSeed: number | undefined
  readonly decideCapMs: number | undefined
  /** The smallest change is searched only where a run makes at most this many attempts. */
  readonly flipAttemptsMax: number
  /** Result folder; none when undefined. */
  readonly out: string | undefined
  readonly quiet: boolean
  readonly json: boolean
}

/**
 * Explains the arms of one suite in virtual time. @throws ConfigError for a suite, variant or arm that cannot be
 * explained.
 */
export async function whyCommand(
  options: WhyOptions,
  { argv, console, project, resolvePath }: CommandContext,
): Promise<ExitCode> {
  const { name, decideCapMs: capMs, flipAttemptsMax, out, quiet, json } = options
  if (name === undefined) throw new ConfigError('suite: must be given, such as: why brownout')
  const source = { name: await suiteNamed(name, project, resolvePath), variant: options.variant, horizonMs: undefined }
  const { suite, variant } = await readSource(source)
  const arms = await armsOf(suite, options.arms)
  const folder = out === undefined ? undefined : ResultFolder.open(out, WHY_FILE)
  const { signal, release } = onInterrupt((text) => console.err(text))
  const environment = environmentOf(argv, project.root)
  const progress = new ProgressLine(console, quiet || json)
  try {
    const seeds = { first: options.firstSeed ?? suite.seed, count: options.seeds }
    const dataOf = (explained: readonly ArmWhy[]): WhyData => ({
      schema: WHY_SCHEMA,
      status: explained.length === arms.length && explained.every(({ complete }) => complete) ? 'complete' : 'partial',
      environment: { ...environment, writtenAt: isoNow() },
      suite: suite.name,
      question: suite.question,
      variant,
      seeds,
      arms: explained,
    })
    const explained: ArmWhy[] = []
    const save = () => folder?.write(renderWhy(dataOf(explained)))
    const saveMeanwhile = savesMeanwhile(save, progress)
    for await (const arm of explainAll(suite, arms, { seeds, flipAttemptsMax }, capMs, progress, signal)) {
      explained.push(arm)
      saveMeanwhile()
    }
    progress.clear()
    print(dataOf(explained), options, console)
    if (explained.length > 0) save()
    if (folder !== undefined && explained.length > 0 && !json && !quiet) {
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

/** Explains the arms one after the other. Of the arm where it is stopped, it yields the part so far. */
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
      (run, what) => {
        const place = run > planned ? `${run}, searching` : `${run}/${planned}`
        doing = `${suite.name} ${arm} (${i + 1}/${arms.length}), run ${place}: ${what}`
        progress.line(doing)
        stopIfAsked()
      },
      stopIfAsked,
      { capMs },
    )
    const why = await inSteps(explainArm(suite, arm, options, runs), {
      onProgress: (now) => progress.line(now === undefined ? doing : `${doing}, ${elapsedText(now)}`),
    })
    if (why !== undefined) yield why
    if (signal.aborted) return
  }
}

function print(data: WhyData, { quiet, json }: WhyOptions, console: Console): void {
  const { environment: _, ...lasting } = data
  if (json) console.out(`${JSON.stringify(lasting, undefined, 2)}\n`)
  else if (data.arms.length === 0) console.out('nothing was computed\n')
  else if (!quiet) console.out(whyText(data, console.outWidth ?? WIDTH))
}
