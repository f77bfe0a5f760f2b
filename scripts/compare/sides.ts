import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { NotJudgedError } from '../cli/exit-code.ts'
import type { PairedSide } from './compare-paired.ts'
import type { ProjectPlace } from './install.ts'
import { PAIR_SIDES, type PairSide } from './paired-runs.ts'
import { type SideProgram, sideProgram, thisProgram } from './side-program.ts'
import { askedSuites, type Places, projectSuites } from './side-suites.ts'
import type { Worktrees } from './worktrees.ts'

/** A commit under its name. */
export interface NamedCommit {
  readonly name: string
  readonly commit: string
}

export interface SidesOptions {
  /** Names and absolute files; none means the suites of the project. */
  readonly suites: readonly string[]
  readonly clock: 'real' | 'virtual'
  /** Command that installs the packages; undefined when the lock file decides. */
  readonly install: string | undefined
  readonly signal: AbortSignal
  /** Receives what each side runs. */
  readonly say: (line: string) => void
}

/** Both sides, ready to run. */
export interface Sides {
  readonly places: Places
  readonly sides: Readonly<Record<PairSide, PairedSide>>
  readonly notes: readonly string[]
}

/**
 * Checks both commits out, installs their packages, and finds the program and the suites that each of them runs.
 * @throws CannotRunError, ConfigError or NotJudgedError that names the side.
 */
export async function checkOut(
  commits: Readonly<Record<PairSide, NamedCommit>>,
  worktrees: Worktrees,
  options: SidesOptions,
): Promise<Sides> {
  const places = { own: worktrees.own } as Record<PairSide | 'own', ProjectPlace>
  const found = {} as Record<PairSide, SideProgram | undefined>
  const installed = {} as Record<PairSide, string>
  for (const side of PAIR_SIDES) {
    await ofSide(side, async () => {
      places[side] = worktrees.add(side, commits[side].commit)
      installed[side] = await worktrees.install(places[side], options)
      found[side] = sideProgram(places[side])
    })
  }
  const programs = programsOf(found, commits, places)
  for (const side of PAIR_SIDES) {
    const { version, origin } = programs[side]
    const { name, commit } = commits[side]
    options.say(`${side}: ${name} (${commit.slice(0, 12)}), stormbench ${version} of ${origin}, ${installed[side]}`)
  }
  const suites =
    options.suites.length > 0 ? askedSuites(options.suites, places) : await projectSuites(places, options.clock)
  const sideOf = (side: PairSide): PairedSide => ({ ...commits[side], program: programs[side], suites: suites[side] })
  return { places, sides: { base: sideOf('base'), head: sideOf('head') }, notes: suites.notes }
}

/** The program of each side. The one that runs here serves a project that never depended on stormbench. */
function programsOf(
  found: Readonly<Record<PairSide, SideProgram | undefined>>,
  commits: Readonly<Record<PairSide, NamedCommit>>,
  places: Places,
): Readonly<Record<PairSide, SideProgram>> {
  const { base, head } = found
  if (base !== undefined && head !== undefined) return { base, head }
  if (base === undefined && head === undefined)
    return { base: thisProgram(places.base.project), head: thisProgram(places.head.project) }
  const without = base === undefined ? 'base' : 'head'
  const { name, commit } = commits[without]
  throw new NotJudgedError(
    `${without}: ${name} (${commit.slice(0, 12)}) does not depend on stormbench, so there is nothing to compare; both commits must have it in package.json`,
  )
}

/** Names the side in an error. */
async function ofSide(side: PairSide, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(error.messages.map((message) => `${side}: ${message}`))
    if (error instanceof CannotRunError) throw new CannotRunError(`${side}: ${error.message}`)
    throw error
  }
}
