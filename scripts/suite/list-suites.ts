import { cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { Suite } from '../../bench/suite.ts'
import { ALL_SUITES } from '../../bench/suites/catalogue.ts'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import type { CommandContext } from '../cli/command-context.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { SuiteFile } from '../project/project.ts'
import { MEASURED_SUITES, QUESTIONS } from './measured-suites.ts'
import { readSuiteFile } from './suite-file.ts'

/** A suite file, and the suite in it or the reasons why there is none. */
interface Listed extends SuiteFile {
  readonly shown: string
  readonly suite: Suite | undefined
  readonly mistakes: readonly string[]
}

/**
 * Prints the suites with their questions, arms and variants, those of the project first. The mistakes of its files
 * follow at the end.
 */
export async function listSuites({ console, project, resolvePath }: CommandContext): Promise<ExitCode> {
  const files = await project.suites()
  const own: Listed[] = []
  for (const file of files) own.push(await listed(file, shownPath(file.path, resolvePath('.'))))
  for (const { name, shown, suite } of own) {
    if (suite === undefined) continue
    const also = suite.name === name ? '' : `, named ${suite.name}`
    print(console, `${name}${suite.onlyByName ? ' (only by name)' : ' (default)'}`, suite)
    console.out(`  file: ${shown}${also}\n`)
  }
  for (const suite of ALL_SUITES.map(parseSuite)) {
    const isDefault = own.length === 0 && DEFAULT_SUITES.includes(suite.name)
    print(console, `${suite.name}${isDefault ? ' (default)' : ''}`, suite)
  }
  for (const name of MEASURED_SUITES) console.out(`${name}\n  ${QUESTIONS[name]}\n`)
  const mistakes = [...own.flatMap((one) => one.mistakes), ...sharedNames(own)]
  for (const mistake of mistakes) console.err(`${mistake}\n`)
  return mistakes.length > 0 ? EXIT.usage : EXIT.fine
}

function print(console: Console, head: string, suite: Suite): void {
  const names = (key: 'arm' | 'variant') => [...new Set(cellsOf(suite).map((cell) => cell[key]))].join(', ')
  console.out(`${head}\n  ${suite.question}\n  arms: ${names('arm')}\n`)
  if (names('variant') !== 'default') console.out(`  variants: ${names('variant')}\n`)
}

async function listed(file: SuiteFile, shown: string): Promise<Listed> {
  try {
    return { ...file, shown, suite: parseSuite(await readSuiteFile(file.path)), mistakes: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const named = error.messages.map((text) => (text.startsWith(file.path) ? text : `${shown}: ${text}`))
    return { ...file, shown, suite: undefined, mistakes: named }
  }
}

/** Files that share a name, by their file or within it. */
function sharedNames(own: readonly Listed[]): string[] {
  const names = own.flatMap((one) =>
    [...new Set([one.name, one.suite?.name ?? one.name])].map((name) => ({ name, one })),
  )
  return [...groupBy(names, ({ name }) => name)].flatMap(([name, group]) =>
    group.length === 1
      ? []
      : [`${group.map(({ one }) => one.shown).join(' and ')}: must differ in their name, got ${JSON.stringify(name)}`],
  )
}
