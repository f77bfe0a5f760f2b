import { join } from 'node:path'
import { isoNow } from '../../bench/core/real-clock.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import {
  NIGHTLY_FILE,
  NIGHTLY_SCHEMA,
  type NightlyData,
  type PartReport,
  type PartState,
} from '../../reports/nightly/nightly-data.ts'
import { headlineOf } from '../../reports/nightly/nightly-markdown.ts'
import { renderNightly } from '../../reports/nightly/render-nightly.ts'
import type { RunCommand } from '../cli/child.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { environmentOf } from '../cli/environment.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { savesMeanwhile } from '../cli/save-meanwhile.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { Part, PartName, PartPlace } from './nightly-parts.ts'
import { NightlyRun } from './nightly-run.ts'

export interface NightlyOptions extends Omit<PartPlace, 'made' | 'night'> {
  /** Parts that the night may have, in their order. */
  readonly parts: readonly Part[]
  readonly skip: readonly PartName[]
}

/** Runs the parts one after the other, even if one fails, and writes the summary after each of them. */
export async function nightlyCommand(
  options: NightlyOptions,
  { argv, console, project, resolvePath }: CommandContext,
  run: RunCommand,
): Promise<ExitCode> {
  const folder = ResultFolder.open(options.out, NIGHTLY_FILE)
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, false)
  const { startedAt, commit, class: machine, calibration } = environmentOf(argv, project.root)
  const night = new NightlyRun(options, startedAt, signal, progress, run)
  const dataOf = (status: NightlyData['status']): NightlyData => ({
    schema: NIGHTLY_SCHEMA,
    status,
    startedAt,
    commit,
    class: machine,
    calibration,
    quick: options.quick,
    history: shownPath(options.history, resolvePath('.')),
    parts: night.reports(),
    collapses: night.results.flatMap(({ collapses }) => collapses),
    ...night.documents,
  })
  try {
    // At once, so that a night that was killed in its first part can start again in the same folder.
    folder.write(renderNightly(dataOf('partial')))
    const save = savesMeanwhile(() => folder.write(renderNightly(dataOf('partial'))), progress)
    for (const part of options.parts) {
      if (options.skip.includes(part.name) || signal.aborted) continue
      console.err(`${isoNow().slice(11, 19)} ${part.name}: ${part.about}\n`)
      const { state } = await night.do(part)
      progress.clear()
      console.err(`${isoNow().slice(11, 19)} ${part.name}: ${state}\n`)
      save()
    }
    const data = dataOf(signal.aborted ? 'partial' : 'complete')
    console.out(`${headlineOf(data)}\n`)
    folder.write(renderNightly(data))
    console.out(`summary in ${shownPath(join(folder.path, 'nightly.md'), resolvePath('.'))}\n`)
    return codeOf(data.parts, signal.aborted)
  } finally {
    progress.clear()
    folder.release()
    release()
  }
}

/** The most serious state decides: interrupted, failed, could not run, not judged. */
function codeOf(parts: readonly PartReport[], interrupted: boolean): ExitCode {
  const has = (...states: PartState[]) => parts.some(({ state }) => states.includes(state))
  if (interrupted || has('interrupted')) return EXIT.interrupted
  if (has('gate failed')) return EXIT.gateFailed
  if (has('crashed', 'could not run')) return EXIT.cannotRun
  return has('could not be read', 'not judged') ? EXIT.notJudged : EXIT.fine
}
