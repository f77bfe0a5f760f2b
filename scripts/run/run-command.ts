import { join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { guardExit } from '../cli/exit-guard.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { newFolderName } from '../cli/new-folder-name.ts'
import { ProgressLine } from '../cli/progress.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { RunOptions } from '../commands/run-options.ts'
import { choose } from '../suite/select.ts'
import { checkConnections } from './check-connections.ts'
import { reachServices } from './reach-services.ts'
import { RunSession } from './run-session.ts'
import { printSummary } from './summary-text.ts'
import { baselineFor } from './threshold-baseline.ts'

/**
 * Runs suites, writes the result folder after each of them, prints the summary. `onWritten` receives the folder at the
 * end.
 */
export async function runCommand(
  options: RunOptions,
  console: Console,
  onWritten: (folder: string) => void = () => undefined,
): Promise<ExitCode> {
  const { chosen, measured } = await choose(options)
  if (options.clock !== 'real' && measured.length > 0) {
    throw new ConfigError(
      `--clock: must be real for ${measured.join(' and ')}, which measures this machine, got "${options.clock}"`,
    )
  }
  const allCells = chosen.flatMap(({ cells }) => cells)
  if (options.clock !== 'real') await refuseRealOnly(allCells)
  const { baseline: given, project, resolvePath } = options
  const reference = baselineFor(chosen, { given, usual: project.baseline, resolvePath })
  const names = [...chosen.map(({ suite }) => suite.name), ...measured]
  const folder = ResultFolder.open(options.out ?? join(project.results, newFolderName(names.join('+'))))
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet || options.json)
  const session = new RunSession(options, reference, folder, progress, signal)
  const endGuard = guardExit()
  let isDone = false
  try {
    if (options.clock !== 'virtual') {
      const workers = workersOf(options)
      // Only the workers connect to a service of the user; this host may not reach it.
      if (workers === undefined) await reachServices(allCells)
      await checkConnections(allCells, { workers, signal, onLine: (line) => progress.say(line) })
    }
    await session.run(chosen, measured)
    isDone = true
  } finally {
    progress.clear()
    try {
      conclude(session, shownPath(folder.path, options.resolvePath('.')), isDone, options, console)
    } finally {
      folder.release()
      release()
      endGuard()
    }
  }
  onWritten(folder.path)
  return signal.aborted ? EXIT.interrupted : exitCodeOf(session.data())
}

/**
 * Saves and prints the results so far, also after an error. If the disk does not take them, they are still printed, and
 * the error follows.
 */
function conclude(session: RunSession, folder: string, isDone: boolean, options: RunOptions, console: Console): void {
  let isSaved = false
  try {
    session.save()
    isSaved = true
  } finally {
    const data = session.data()
    if (isDone || data.runs.length + data.measured.length > 0)
      printSummary(data, isSaved ? folder : undefined, options, console)
  }
}

/** Processes that make the load beside this one; undefined when this one makes it. */
function workersOf({ workers = 1, nats }: RunOptions): number | undefined {
  return workers === 1 && nats === undefined ? undefined : workers
}

/** A failed threshold decides before one that could not be judged. */
function exitCodeOf({ runs, simulated, measured, thresholds }: RunData): ExitCode {
  if (thresholds.some(({ verdict }) => verdict === 'failed')) return EXIT.gateFailed
  const unusable = [...runs, ...simulated, ...measured].some(({ status }) => status !== 'valid')
  return unusable || thresholds.some(({ verdict }) => verdict !== 'ok') ? EXIT.notJudged : EXIT.fine
}
