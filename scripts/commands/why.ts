import type { Command } from 'commander'
import { SURE_SEEDS_MIN } from '../../bench/metrics/collapse.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { collect, notEmpty, wholeNumber } from '../cli/option-values.ts'
import { addDecideCap } from '../study/decide-cap.ts'
import type { WhyFlags } from '../study/why-command.ts'

/** How many seeds there are when nobody says. */
const SEEDS = 10
const QUICK_SEEDS = SURE_SEEDS_MIN
/** With --quick the smallest change is searched only where a run makes at most this many attempts. */
const QUICK_ATTEMPTS_MAX = 2000

/** Adds the command `why`. */
export function addWhy(program: Command, context: CommandContext): void {
  addDecideCap(program.command('why'))
    .description(
      'why an arm collapses or survives: each element taken away, what sustains the load, the smallest change that flips it',
    )
    .argument('[suite]', 'name or file')
    .option('--suite <name>', 'as the argument', notEmpty)
    .option('--variant <name>', 'variant of the suite (default: the first)', notEmpty)
    .option('--arm <name>', 'only this arm; may be given again (default: all that have an element)', collect)
    .option('--seeds <n>', `seeds (default: ${SEEDS}, with --quick ${QUICK_SEEDS})`, wholeNumber(1, 1000))
    .option('--seed <n>', "first seed (default: the suite's)", wholeNumber(0, 2 ** 31 - 1))
    .option('--out <folder>', 'write why.md, why.csv and why.json there (default: write nothing)', notEmpty)
    .option(
      '--quick',
      `fewer seeds, and no search for changes where a run makes more than ${QUICK_ATTEMPTS_MAX} attempts`,
      false,
    )
    .option('--quiet', 'print nothing but errors', false)
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, flags: WhyFlags) => {
      const { whyCommand } = await import('../study/why-command.ts')
      const limits = flags.quick
        ? { seeds: QUICK_SEEDS, flipAttemptsMax: QUICK_ATTEMPTS_MAX }
        : { seeds: SEEDS, flipAttemptsMax: Number.POSITIVE_INFINITY }
      context.done(await whyCommand(name ?? flags.suite, flags, limits, context))
    })
}

const EXAMPLES = `
Examples:
  npm run bench -- why brownout                            every arm
  npm run bench -- why brownout --arm naive-retries --seeds 20
  npm run bench -- why retry-storm --quick
  npm run bench -- why ./my-suite.ts --variant corrected --out results/why`
