import { outcomeOf } from '../../reports/compare/outcome.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { commitOf, ROOT, treeOf, workingTreeCommit } from '../cli/git.ts'
import { comparePaired, type PairedOptions } from './compare-paired.ts'
import { comparisonSession, type SessionOptions } from './comparison-session.ts'
import { Worktrees } from './worktrees.ts'

export interface AbOptions extends PairedOptions, SessionOptions {
  /** Commit, branch or tag. */
  readonly base: string
  /** The working tree when undefined. */
  readonly head: string | undefined
}

/** Runs two commits in turn and compares them. @throws ConfigError when git knows no such commit. */
export async function abCommand(options: AbOptions, console: Console): Promise<ExitCode> {
  const sides = sidesOf(options)
  return comparisonSession(options, console, codeOf, async ({ signal, progress }) => {
    const worktrees = new Worktrees()
    try {
      progress.line(`checking out ${sides.base.commit.slice(0, 12)} and ${sides.head.commit.slice(0, 12)}`)
      const base = { ...sides.base, checkout: await worktrees.add('base', sides.base.commit, signal) }
      const head = { ...sides.head, checkout: await worktrees.add('head', sides.head.commit, signal) }
      return await comparePaired({ base, head }, sides.notes, options, signal, (line) => progress.line(line))
    } catch (error) {
      // Ctrl-C interrupted the installation; it did not fail.
      if (signal.aborted) return undefined
      throw error
    } finally {
      worktrees.remove()
    }
  })
}

function codeOf(rows: Parameters<typeof outcomeOf>[0]): ExitCode {
  const outcome = outcomeOf(rows)
  if (outcome === 'regressed') return EXIT.gateFailed
  return outcome === 'fine' ? EXIT.fine : EXIT.notJudged
}

function sidesOf({ base: ref, head: headRef }: AbOptions) {
  const base = { name: ref, commit: commitOf(ROOT, 'ref', ref) }
  const head =
    headRef === undefined
      ? { name: 'the working tree', commit: workingTreeCommit(ROOT) }
      : { name: headRef, commit: commitOf(ROOT, '--head', headRef) }
  const notes = treeOf(ROOT, base.commit) === treeOf(ROOT, head.commit) ? ['Base and head are the same code.'] : []
  return { base, head, notes }
}
