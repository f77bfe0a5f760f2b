import { noiseRows } from '../../reports/compare/noise.ts'
import { outcomeOf } from '../../reports/compare/outcome.ts'
import type { Row } from '../../reports/compare/row.ts'
import { FolderError } from '../../reports/files/folder-error.ts'
import type { Console } from '../cli/console.ts'
import { environmentClass } from '../cli/environment.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { repositoryState } from '../cli/git.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { Project } from '../project/project.ts'
import { suitesToRun } from '../suite/suite-names.ts'
import { comparePaired, type PairedOptions } from './compare-paired.ts'
import { comparisonSession, type SessionOptions } from './comparison-session.ts'
import { addNoise } from './noise-file.ts'
import { thisProgram } from './side-program.ts'

export interface AaOptions
  extends Omit<PairedOptions, 'clock' | 'confirm' | 'minChange' | 'acceptances'>,
    SessionOptions {
  readonly project: Project
  /** Names and absolute files; none means the suites of the project. */
  readonly suites: readonly string[]
}

/**
 * Compares the code with itself in real time, and writes how far identical runs were apart. Comparisons report no
 * smaller change from then on.
 */
export async function aaCommand(options: AaOptions, console: Console): Promise<ExitCode> {
  const { project } = options
  const suites = options.suites.length > 0 ? options.suites : await suitesToRun([], project, options.resolvePath)
  const side = { commit: repositoryState(project.root).commit, program: thisProgram(project.root), suites }
  const sides = { base: { ...side, name: 'the working tree' }, head: { ...side, name: 'the working tree, again' } }
  let unwritten: FolderError | undefined
  const codeOfAll = (rows: readonly Row[]): ExitCode => {
    if (unwritten !== undefined) throw unwritten
    return codeOf(rows)
  }
  return comparisonSession(options, console, codeOfAll, async ({ signal, progress }) => {
    const paired = { ...options, clock: 'real', confirm: false, minChange: 0, acceptances: [] } as const
    const notes = ['Base and head are the same code: any change reported here is a false alarm.']
    const comparison = await comparePaired(sides, notes, paired, signal, (line) => progress.line(line))
    if (comparison === undefined || signal.aborted) return comparison
    const now = noiseRows(comparison.rows, environmentClass())
    try {
      addNoise(options.noise, now)
    } catch (error) {
      if (!(error instanceof FolderError)) throw error
      // The comparison is shown before this error.
      unwritten = error
      return comparison
    }
    return {
      ...comparison,
      notes: [
        ...comparison.notes,
        `Noise of ${now.length} gate series written to ${shownPath(options.noise, options.resolvePath('.'))}.`,
      ],
    }
  })
}

/** Every change is a false alarm, also one for the better. */
function codeOf(rows: readonly Row[]): ExitCode {
  const moved = rows.some(({ gates, verdict }) => gates && (verdict === 'regressed' || verdict === 'improved'))
  if (moved) return EXIT.gateFailed
  return outcomeOf(rows) === 'fine' ? EXIT.fine : EXIT.notJudged
}
