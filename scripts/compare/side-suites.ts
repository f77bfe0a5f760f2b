import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { counted } from '../../reports/format.ts'
import { NotJudgedError } from '../cli/exit-code.ts'
import { projectAt } from '../project/find-project.ts'
import type { Project } from '../project/project.ts'
import { wayInside } from '../project/way-inside.ts'
import { simulatable } from '../suite/simulatable.ts'
import { isSuiteFile } from '../suite/suite-name.ts'
import { suitesToRun } from '../suite/suite-names.ts'
import type { ProjectPlace } from './install.ts'
import { PAIR_SIDES, type PairSide } from './paired-runs.ts'

type OfSides<Value> = Readonly<Record<PairSide, Value>>

/** The suites that each side runs: names and absolute files. */
export interface SideSuites extends OfSides<readonly string[]> {
  readonly notes: readonly string[]
}

/** The checkouts of both sides, and the working tree. */
export interface Places extends OfSides<ProjectPlace> {
  readonly own: ProjectPlace
}

/**
 * The suites that were asked for, as each commit has them. A file of the repository that base lacks is copied into its
 * checkout, so that it runs on the code of base. A file that head lacks too is the same for both. @throws ConfigError
 * when a file is nowhere.
 */
export function askedSuites(asked: readonly string[], places: Places): SideSuites {
  const notes: string[] = []
  const sides: Record<PairSide, string[]> = { base: [], head: [] }
  for (const name of asked) {
    const way = isSuiteFile(name) ? wayOf(name, places.own.top) : undefined
    const head = way === undefined ? name : join(places.head.top, way)
    if (way === undefined || !existsSync(head)) {
      if (isSuiteFile(name) && !existsSync(name))
        throw new ConfigError(`suite: must be a file that is there, got ${name}`)
      if (way !== undefined) notes.push(`Head does not have ${way}: both sides ran the file of the working tree.`)
      for (const side of PAIR_SIDES) sides[side].push(name)
      continue
    }
    const base = join(places.base.top, way)
    if (!existsSync(base)) {
      mkdirSync(dirname(base), { recursive: true })
      copyFileSync(head, base)
      notes.push(`Base does not have ${way}: it ran the file of head.`)
    }
    sides.base.push(base)
    sides.head.push(head)
  }
  return { ...sides, notes }
}

/**
 * The suites of the project, as each commit has them; the usual suites where neither has any. In virtual time those
 * that cannot be simulated are left out. @throws NotJudgedError when one side has none.
 */
export async function projectSuites(places: Places, clock: 'real' | 'virtual'): Promise<SideSuites> {
  const own = { base: await suitesIn(places.base), head: await suitesIn(places.head) }
  if (own.base.length + own.head.length === 0) {
    const usual = await usualSuites(await projectOf(places.head))
    return { base: usual, head: usual, notes: [] }
  }
  const chosen = clock === 'real' ? own : { base: await simulatable(own.base), head: await simulatable(own.head) }
  const left = own.head.length - chosen.head.length
  const notes = left === 0 ? [] : [`Left out, since only real time can run them: ${counted(left, 'suite')}.`]
  for (const side of PAIR_SIDES) {
    const what = own[side].length === 0 ? 'no suites' : 'no suites that virtual time can run'
    if (chosen[side].length === 0) throw new NotJudgedError(`${side}: has ${what}, so there is nothing to compare`)
  }
  return { ...chosen, notes }
}

function projectOf({ project, top }: ProjectPlace): Promise<Project> {
  return projectAt(project, top)
}

async function suitesIn(place: ProjectPlace): Promise<string[]> {
  const project = await projectOf(place)
  return (await project.suites()).length === 0 ? [] : usualSuites(project)
}

/** The suites that run when none is named. */
function usualSuites(project: Project): Promise<string[]> {
  return suitesToRun([], project, (path) => path)
}

/** The path of a file from the top of a repository; undefined when it lies outside, or is not there. */
function wayOf(path: string, top: string): string | undefined {
  return existsSync(path) ? wayInside(realpathSync(top), realpathSync(path)) : undefined
}
