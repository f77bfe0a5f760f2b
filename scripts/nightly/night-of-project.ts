import { existsSync } from 'node:fs'
import { SUITE_NAMES } from '../../bench/suites/names.ts'
import { suiteNameOf } from '../project/discovery.ts'
import { isStormbench } from '../project/package-json.ts'
import type { Project } from '../project/project.ts'
import { simulatable } from '../suite/simulatable.ts'
import { isSuiteFile } from '../suite/suite-name.ts'
import { suitesToRun } from '../suite/suite-names.ts'
import { type NightSuites, PARTS, type Part, type PartName } from './nightly-parts.ts'

/** The suites of a night, and the parts that it may have. */
export interface ProjectNight {
  readonly suites: NightSuites
  readonly parts: readonly Part[]
}

/**
 * The night of a project. That of stormbench itself has all parts. Any other has the parts about its suites, those that
 * apply to it, and those about stormbench that were asked for.
 */
export async function nightOf(project: Project, also: readonly PartName[]): Promise<ProjectNight> {
  if (isStormbench(project.root)) {
    return { suites: { virtual: new Map(SUITE_NAMES.map((name) => [name, name])), real: [] }, parts: PARTS }
  }
  const real = await suitesToRun([], project, (path) => path)
  const virtual = named(await simulatable(real))
  const applies = ({ name, ofStormbench }: Part): boolean => {
    if (name === 'virtual') return virtual.size > 0
    if (name === 'baseline') return existsSync(project.baseline)
    return !ofStormbench
  }
  return { suites: { virtual, real }, parts: PARTS.filter((part) => applies(part) || also.includes(part.name)) }
}

/** Suites by the name of their folder. Of files with one name the later ones get a number. */
function named(suites: readonly string[]): Map<string, string> {
  const folders = new Map<string, string>()
  for (const suite of suites) {
    const name = isSuiteFile(suite) ? suiteNameOf(suite) : suite
    let folder = name
    for (let i = 2; folders.has(folder); i++) folder = `${name}-${i}`
    folders.set(folder, suite)
  }
  return folders
}
