import { ConfigError } from '../../bench/core/config-error.ts'
import type { Comparison } from '../../reports/compare/comparison.ts'
import type { MinChange } from '../../reports/compare/min-change.ts'
import { outcomeOf } from '../../reports/compare/outcome.ts'
import { FolderError } from '../../reports/files/folder-error.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { commitOf, needRepository, treeOf, workingTreeCommit } from '../cli/git.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { Project } from '../project/project.ts'
import { acceptancesBetween, acceptRegressions, noted, refuseUselessFile } from './ab-acceptances.ts'
import { comparePaired, type PairedOptions } from './compare-paired.ts'
import { comparisonSession, type SessionOptions } from './comparison-session.ts'
import { checkOut, type SidesOptions } from './sides.ts'
import { smallestChange } from './smallest-change.ts'
import { Worktrees } from './worktrees.ts'

export interface AbOptions
  extends Omit<PairedOptions, 'acceptances' | 'minChange'>,
    SessionOptions,
    Pick<SidesOptions, 'suites' | 'install'> {
  readonly project: Project
  /** Commit, branch or tag. */
  readonly base: string
  /** The working tree when undefined. */
  readonly head: string | undefined
  /** Smallest change of exact figures that counts; that of the configurations when undefined. */
  readonly minChange: MinChange | undefined
  /** Why the regressions are accepted; undefined when they are not. */
  readonly accept: string | undefined
}

/**
 * Runs two commits in turn and compares them. @throws ConfigError when git knows no such commit, CannotRunError outside
 * a repository or when the packages of a side cannot be installed.
 */
export async function abCommand(options: AbOptions, console: Console): Promise<ExitCode> {
  const { project, accept } = options
  if (accept !== undefined && options.head !== undefined)
    throw new ConfigError('--accept: must not be given with --head: the working tree gets the file, and must be judged')
  needRepository(project.root)
  const commits = commitsOf(options)
  let unwritten: FolderError | undefined
  const codeOf = (rows: Parameters<typeof outcomeOf>[0]): ExitCode => {
    // The comparison has been shown.
    if (unwritten !== undefined) throw unwritten
    return exitCodeOf(rows)
  }
  return comparisonSession(options, console, codeOf, async ({ signal, progress }) => {
    const worktrees = new Worktrees(project.root)
    try {
      if (accept !== undefined) refuseUselessFile(project.accepted, worktrees.own)
      progress.line(`checking out ${commits.base.commit.slice(0, 12)} and ${commits.head.commit.slice(0, 12)}`)
      const say = (line: string) => progress.say(line)
      const { places, sides, notes } = await checkOut(commits, worktrees, { ...options, signal, say })
      const brought = acceptancesBetween(places, project.accepted)
      const smallest = await smallestChange(places, options.minChange)
      const paired = { ...options, minChange: smallest.minChange, acceptances: brought.acceptances }
      const ofSize = options.clock === 'virtual' ? smallest.notes : []
      const all = [...commits.notes, ...notes, ...brought.notes, ...ofSize]
      const comparison = await comparePaired(sides, all, paired, signal, (line) => progress.line(line))
      if (comparison === undefined) return undefined
      if (accept === undefined) return advised(comparison, options)
      if (signal.aborted) return noted(comparison, 'Interrupted, so nothing was accepted.')
      try {
        const shown = shownPath(project.accepted, options.resolvePath('.'))
        const { ofBase } = brought
        return acceptRegressions(comparison, { reason: accept, file: project.accepted, shown, ofBase })
      } catch (error) {
        if (!(error instanceof FolderError)) throw error
        unwritten = error
        return comparison
      }
    } catch (error) {
      // Ctrl-C interrupted the installation; it did not fail.
      if (signal.aborted) return undefined
      throw error
    } finally {
      worktrees.remove()
    }
  })
}

/** A comparison that fails says how a regression that is meant, or too small to matter, passes. */
function advised(comparison: Comparison, { head, clock }: AbOptions): Comparison {
  if (head !== undefined || outcomeOf(comparison.rows) !== 'regressed') return comparison
  const small = clock === 'virtual' ? '; --min-change 1% leaves smaller changes out' : ''
  return noted(comparison, `If the regressions are meant, add --accept "<reason>" to the command${small}.`)
}

function exitCodeOf(rows: Parameters<typeof outcomeOf>[0]): ExitCode {
  const outcome = outcomeOf(rows)
  if (outcome === 'regressed') return EXIT.gateFailed
  return outcome === 'fine' ? EXIT.fine : EXIT.notJudged
}

function commitsOf({ project: { root }, base: ref, head: headRef }: AbOptions) {
  const base = { name: ref, commit: commitOf(root, 'ref', ref) }
  const head =
    headRef === undefined
      ? { name: 'the working tree', commit: workingTreeCommit(root) }
      : { name: headRef, commit: commitOf(root, '--head', headRef) }
  const notes = treeOf(root, base.commit) === treeOf(root, head.commit) ? ['Base and head are the same code.'] : []
  return { base, head, notes }
}
