import type { Command } from 'commander'
import { ConfigError } from '../../bench/core/config-error.ts'
import { SEED_MAX } from '../../bench/core/seed-max.ts'
import { SURE_SEEDS_MIN } from '../../bench/metrics/collapse.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty, wholeNumber } from '../cli/option-values.ts'
import { addOptions, flag, type Given, list, optional, path, valuesOf } from '../cli/options.ts'
import { DECIDE_CAP } from './decide-cap.ts'
import { OPEN } from './open-option.ts'

/** Seeds without `--seeds`. */
const SEEDS = 10
const QUICK_SEEDS = SURE_SEEDS_MIN
/** With --quick the smallest change is searched only where a run makes at most this many attempts. */
const QUICK_ATTEMPTS_MAX = 2000

const OPTIONS = {
  suite: optional('--suite <name>', 'as the argument', notEmpty),
  variant: optional('--variant <name>', 'variant of the suite (default: the first)', notEmpty),
  arms: list('--arm <name>', 'only this arm (default: all that have an element)'),
  seeds: optional('--seeds <n>', `seeds (default: ${SEEDS}, with --quick ${QUICK_SEEDS})`, wholeNumber(1, 1000)),
  firstSeed: optional('--seed <n>', "first seed (default: the suite's)", wholeNumber(0, SEED_MAX)),
  ...DECIDE_CAP,
  out: path('--out <folder>', 'write why.md, why.csv and why.json there (default: write nothing)'),
  quick: flag(
    '--quick',
    `fewer seeds, and no search for changes where a run makes more than ${QUICK_ATTEMPTS_MAX} attempts`,
  ),
  quiet: flag('--quiet', 'print only errors'),
  ...OPEN,
  json: flag('--json', 'print the result as JSON'),
}

/** Adds the command that explains why arms collapse or survive. */
export function addWhy(program: Command, context: CommandContext): void {
  addOptions(program.command('why'), OPTIONS)
    .description(
      'why an arm collapses or survives: each element taken away, what sustains the load, the smallest change that flips it',
    )
    .argument('[suite]', 'name or file')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, given: Given) => {
      const { whyCommand } = await import('../study/why-command.ts')
      const { suite, quick, ...values } = valuesOf(OPTIONS, given, context)
      const options = {
        ...values,
        name: name ?? suite,
        seeds: values.seeds ?? (quick ? QUICK_SEEDS : SEEDS),
        flipAttemptsMax: quick ? QUICK_ATTEMPTS_MAX : Number.POSITIVE_INFINITY,
      }
      if (values.open && values.out === undefined)
        throw new ConfigError('--open: must be given with --out, as no report is written otherwise')
      context.done(await whyCommand(options, context), values.open ? values.out : undefined)
    })
}

const EXAMPLES = `
Examples:
  npm run bench -- why brownout                            every arm
  npm run bench -- why brownout --arm naive-retries --seeds 20
  npm run bench -- why retry-storm --quick
  npm run bench -- why ./my-suite.ts --variant corrected --out results/why`
