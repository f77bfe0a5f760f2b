import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'
import { addOptions, choice, type Given, into, list, optional, path, valuesOf } from '../cli/options.ts'
import { CHOSEN_OPTIONS, COMPARISON_OPTIONS, defaultOut, MIN_CHANGE } from './comparison-options.ts'
import { OPEN } from './open-option.ts'

const OPTIONS = {
  byArm: into(
    choice('--by <what>', 'arm: the arms with each other; of two folders: did the gap between the arms change?', [
      'arm',
    ]),
    (by) => by === 'arm',
  ),
  baseArm: optional(
    '--base-arm <name>',
    'arm that the others are compared with (default: the first of each variant)',
    notEmpty,
  ),
  suites: list('--suite <name>', 'only this suite'),
  ...CHOSEN_OPTIONS,
  minChange: MIN_CHANGE,
  accepted: path('--accepted <file>', 'file of `ab --accept`; a regression that it covers does not fail'),
  ...COMPARISON_OPTIONS,
  ...OPEN,
}

/** Adds the command that compares two results. */
export function addCompare(program: Command, context: CommandContext): void {
  addOptions(program.command('compare'), OPTIONS)
    .description('compare two result folders metric by metric, with a known rate of false alarms')
    .argument('<base>', 'result folder or baseline')
    .argument('[head]', 'result folder; left out with --by arm to compare the arms of one folder')
    .addHelpText('after', EXAMPLES)
    .action(async (base: string, head: string | undefined, given: Given) => {
      const { compareCommand } = await import('../compare/compare-command.ts')
      const { console, resolvePath, done } = context
      const values = valuesOf(OPTIONS, given, context)
      const out = values.out ?? defaultOut(context, 'compare')
      done(compareCommand({ ...values, base, head, out, resolvePath }, console), values.open ? out : undefined)
    })
}

const EXAMPLES = `
Verdicts, the first that fits: incomparable, missing, invalid, new.
Exact figures (virtual time): equal, too-small, regressed, improved.
Measured figures: undetectable (too few runs), regressed or improved (q <= 0.05
and large enough), within-noise, equivalent, inconclusive.
Exit code 1 when a gate series regressed, 3 when one could not be judged.

Examples:
  npm run bench -- compare results/before results/after
  npm run bench -- compare bench/baseline results/mine --suite burst
  npm run bench -- compare results/mine --by arm --base-arm guarded
  npm run bench -- compare results/before results/after --by arm
  npm run bench -- compare results/a results/b --min-change 1%`
