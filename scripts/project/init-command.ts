import { existsSync } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'
import { SUITE_PATTERNS, suiteFiles } from './discovery.ts'
import { FIRST_SUITE, INIT_SUITES, type InitOptions, type InitPlan, initPlan } from './init-plan.ts'
import type { SuiteFile } from './project.ts'
import { userProgram } from './user-program.ts'
import { writeAll } from './write-all.ts'

/**
 * Writes the first suites of a project, or nothing at all. @throws ConfigError that names each file in the way,
 * FolderError when the disk does not take a file.
 */
export async function initCommand(
  options: InitOptions,
  { console, project, resolvePath }: CommandContext,
): Promise<ExitCode> {
  const before = await project.suites()
  // A project that has its suites wants the workflow alone.
  const plan = initPlan(project, options, before.length === 0 || options.ci === undefined)
  const shown = (path: string) => shownPath(path, resolvePath('.'))
  const taken = inTheWay(plan, before)
  if (taken.length > 0) {
    const mistakes = taken.map((path) => `init: must not replace ${shown(path)}`)
    throw new ConfigError([...mistakes, 'Nothing was written. Move what is in the way, then try again.'])
  }
  writeAll(plan.files)
  for (const { path, added, before } of plan.files) {
    const what = before === undefined ? 'new' : 'changed'
    console.out(`${what}: ${shown(path)}${added === undefined ? '' : ` (${added})`}\n`)
  }
  for (const note of plan.notes) console.out(`note: ${note}\n`)
  const { first } = plan
  if (first === undefined) {
    console.out('\nnext: commit the workflow; it compares each pull request with its base\n')
    return EXIT.fine
  }
  // The project has searched the disk before.
  const now = await suiteFiles(project.root, project.patterns ?? SUITE_PATTERNS, project.results)
  const isFound = now.some(({ path }) => path === first)
  const suite = isFound ? FIRST_SUITE : shown(first)
  console.out(`\nnext: ${userProgram(project.root)} run ${suite} --clock virtual\n`)
  return EXIT.fine
}

/** New files that are there already, and suites of the project that have the name of a new one. */
function inTheWay({ files, first }: InitPlan, suites: readonly SuiteFile[]): string[] {
  const names: readonly string[] = first === undefined ? [] : INIT_SUITES
  const there = files.filter(({ path, before }) => before === undefined && existsSync(path)).map(({ path }) => path)
  const named = suites.filter(({ name }) => names.includes(name)).map(({ path }) => path)
  return [...new Set([...there, ...named])]
}
