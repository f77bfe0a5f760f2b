import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { wholeNumber } from '../cli/option-values.ts'
import { addOptions, flag, type Given, path, usually, valuesOf } from '../cli/options.ts'

const OPTIONS = {
  seeds: usually('--seeds <n>', 'courses of each system', wholeNumber(1, 1000), 8),
  firstSeed: usually(
    '--first-seed <n>',
    'seed of the first course; the others count on',
    wholeNumber(0, 2 ** 31 - 2000),
    7,
  ),
  quiet: flag('--quiet', 'print no progress'),
  json: flag('--json', 'print one JSON document'),
  out: path('--out <file>', 'write the JSON document to a file as well'),
}

/** Adds the command that looks for verdicts that depend on where a run is cut. */
export function addVerdicts(program: Command, context: CommandContext): void {
  addOptions(program.command('verdicts'), OPTIONS)
    .description('judge many systems at six cuts each in virtual time, and count the answers that are opposite')
    .argument('[systems...]', 'only these, or those of these suites; all when left out')
    .addHelpText('after', EXAMPLES)
    .action(async (systems: string[], given: Given) => {
      const { verdictsCommand } = await import('../run/verdicts-command.ts')
      context.done(await verdictsCommand(systems, valuesOf(OPTIONS, given, context), context.console))
    })
}

const EXAMPLES = `
An answer is opposite when it says back where the system is down, or down where
it is back. Theory says which; without one the longest cut does.
Exit code: 1 when an answer is opposite, 130 interrupted.

Examples:
  npm run bench -- verdicts
  npm run bench -- verdicts retry-storm chain --seeds 2
  npm run bench -- verdicts --first-seed 1000 --out results/verdicts.json`
