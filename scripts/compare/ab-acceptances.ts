import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { type Acceptance, acceptancesOf, broughtAlong } from '../../reports/compare/acceptance.ts'
import { asAccepted } from '../../reports/compare/accepted-rows.ts'
import type { Comparison } from '../../reports/compare/comparison.ts'
import { counted } from '../../reports/format.ts'
import { isIgnored } from '../cli/git.ts'
import { upTo } from '../project/above.ts'
import { wayInside } from '../project/way-inside.ts'
import { addAcceptances, readAcceptances } from './accepted-file.ts'
import type { ProjectPlace } from './install.ts'
import type { Places } from './side-suites.ts'

/** The acceptances that a change brings along. */
export interface Brought {
  readonly acceptances: readonly Acceptance[]
  /** Acceptances that base has; they count for no later change. */
  readonly ofBase: readonly Acceptance[]
  readonly notes: readonly string[]
}

/**
 * The acceptances that head has and base does not have: they are part of the change between them. `file`: the place in
 * the working tree. @throws ConfigError when the file of head is broken.
 */
export function acceptancesBetween({ own, base, head }: Places, file: string): Brought {
  const way = wayOf(file, own)
  if (way === undefined) return { acceptances: [], ofBase: [], notes: [] }
  const now = readAcceptances(join(head.top, way), `${way} of head`)
  try {
    const ofBase = readAcceptances(join(base.top, way))
    return { acceptances: broughtAlong(ofBase, now), ofBase, notes: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    // Otherwise a commit that mends the file could not be compared with the one that broke it.
    return { acceptances: [], ofBase: [], notes: [`Nothing is accepted, since ${way} of base cannot be read.`] }
  }
}

/** Refuses to accept into a file that no commit would bring along, or that is broken. @throws ConfigError. */
export function refuseUselessFile(file: string, own: ProjectPlace): void {
  const way = wayOf(file, own)
  if (way === undefined) throw new ConfigError(`accepted: must be a file in the repository, got ${file}`)
  if (isIgnored(own.project, file)) throw new ConfigError(`accepted: must not be ignored by git, got ${way}`)
  readAcceptances(file)
}

/** Where and why regressions are accepted. */
export interface Accepting {
  readonly reason: string
  readonly file: string
  /** The file as the user would write it. */
  readonly shown: string
  readonly ofBase: readonly Acceptance[]
}

/**
 * Writes the regressions of a complete comparison into the file. They count as accepted from then on. @throws
 * FolderError when the disk does not take it.
 */
export function acceptRegressions(comparison: Comparison, accepting: Accepting): Comparison {
  const { reason, file, shown, ofBase } = accepting
  const regressed = acceptancesOf(comparison.rows, reason)
  if (regressed.length === 0) return noted(comparison, 'Nothing regressed, so nothing was accepted.')
  const now = broughtAlong(ofBase, regressed)
  // It would be read as that of base, which counts for an earlier change.
  if (now.length < regressed.length) {
    const known = counted(regressed.length - now.length, 'acceptance')
    return noted(
      comparison,
      `Nothing was accepted: base has ${known} with the same figures and reason; give another reason.`,
    )
  }
  addAcceptances(file, now)
  const rows = comparison.rows.map((row) => (row.gates && row.verdict === 'regressed' ? asAccepted(row, reason) : row))
  const what = counted(now.length, 'regression')
  return noted({ ...comparison, rows }, `Accepted ${what} in ${shown}; commit it together with the change.`)
}

/** A comparison with one more remark. */
export function noted(comparison: Comparison, note: string): Comparison {
  return { ...comparison, notes: [...comparison.notes, note] }
}

/** The path of a file, which need not be there, from the top of a checkout; undefined when it lies outside. */
function wayOf(file: string, { top }: ProjectPlace): string | undefined {
  const folder = upTo(dirname(file)).find((one) => existsSync(one))!
  return wayInside(realpathSync(top), join(realpathSync(folder), relative(folder, file)))
}
