import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { wholeNumber } from '../cli/option-values.ts'
import { type Given, list, optional, usually, type ValuesOf, valuesOf } from '../cli/options.ts'
import { CHOSEN_OPTIONS, COMPARISON_OPTIONS, defaultOut } from './comparison-options.ts'

/** The suites of a command that runs what it compares. */
export const SUITES_ARGUMENT = [
  '[suites...]',
  `names or files (default: those of the project, or ${DEFAULT_SUITES.join(' ')})`,
] as const

/** Options of the commands that run what they compare. */
export const PAIRED_OPTIONS = {
  suites: list('--suite <name>', 'suite to run, as the argument'),
  ...CHOSEN_OPTIONS,
  plan: optional('--plan <text>', 'load instead of that of the suites', String),
  seed: usually('--seed <n>', 'seed of the first pair; the next pairs count on', wholeNumber(0, 2 ** 30), 7),
  pairs: optional(
    '--pairs <n>',
    'pairs of runs (default: as many as the number of gate series needs, at least 6; in virtual time 20)',
    wholeNumber(1, 1000),
  ),
  ...COMPARISON_OPTIONS,
}

/**
 * Options of a command that runs what it compares. Suites are names of built-in ones and absolute files. There are none
 * when none is named, since each commit has its own.
 */
export async function pairedOptionsOf(
  command: string,
  names: readonly string[],
  given: Given,
  context: CommandContext,
) {
  const values: ValuesOf<typeof PAIRED_OPTIONS> = valuesOf(PAIRED_OPTIONS, given, context)
  const { project, resolvePath } = context
  const { suitesToRun } = await import('../suite/suite-names.ts')
  const asked = [...names, ...values.suites]
  return {
    ...values,
    suites: asked.length === 0 ? [] : await suitesToRun(asked, project, resolvePath),
    out: values.out ?? defaultOut(context, command),
    project,
    resolvePath,
  }
}
