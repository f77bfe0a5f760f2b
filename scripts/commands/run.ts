import type { Command } from 'commander'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Given } from '../cli/options.ts'
import { RUN_OPTIONS, runOptionsOf } from './run-options.ts'

/** Adds the command that runs suites. */
export function addRun(program: Command, context: CommandContext): void {
  addOptions(program.command('run', { isDefault: true }), RUN_OPTIONS)
    .description('run suites by name or file and write a result folder')
    .argument('[suites...]', `names or files (default: those of the project, or ${DEFAULT_SUITES.join(' ')})`)
    .addHelpText('after', EXAMPLES)
    .action((names: string[], given: Given) => runSuites(names, given, context))
}

/** Runs suites with the options of a command. */
export async function runSuites(names: readonly string[], given: Given, context: CommandContext): Promise<void> {
  const [{ runCommand }, { suitesOfRun }] = await Promise.all([
    import('../run/run-command.ts'),
    import('../suite/suites-of-run.ts'),
  ])
  const options = runOptionsOf(names, given, context)
  const suites = await suitesOfRun(options, context)
  let written: string | undefined
  const code = await runCommand({ ...options, suites }, context.console, (folder) => {
    written = folder
  })
  context.done(code, options.open ? written : undefined)
}

const EXAMPLES = `
Examples:
  npm run bench                                        the default suites
  npm run bench -- run burst --arm queue --repeats 6   one arm, six times
  npm run bench -- run --suite burst --plan "5s@200,1s@2000,10s@200"
  npm run bench -- run brownout --clock virtual --repeats 100
  npm run bench -- run ./my-suite.yaml --out results   your suite (or .ts, .js)

A suite can have thresholds (docs/compare-and-ci.md). The exit code is 1 when
one failed, 3 when one could not be judged.`
