import type { Command } from 'commander'
import { SEED_MAX } from '../../bench/core/seed-max.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { wholeNumber } from '../cli/option-values.ts'
import { addOptions, flag, type Given, into, path, usually, valuesOf } from '../cli/options.ts'

/** Gate series of each arm that is drawn. */
const METRICS_PER_ARM = 4

const OPTIONS = {
  comparisons: usually('--comparisons <n>', 'pairs of sample sets', wholeNumber(1, 1_000_000), 1000),
  runs: usually('--runs <n>', 'runs on each side', wholeNumber(2, 100), 8),
  series: into(
    usually('--arms <n>', `arms, each with ${METRICS_PER_ARM} gate series`, wholeNumber(1, 100), 6),
    (arms) => arms * METRICS_PER_ARM,
  ),
  seed: usually('--seed <n>', 'seed', wholeNumber(0, SEED_MAX), 1),
  quiet: flag('--quiet', 'print no progress'),
  json: flag('--json', 'print one JSON document'),
  out: path('--out <file>', 'write the JSON document to a file as well'),
}

/** Adds the command that counts how often the comparison finds a difference between identical things. */
export function addFalseAlarms(program: Command, context: CommandContext): void {
  addOptions(program.command('false-alarms'), OPTIONS)
    .description(
      'draw pairs of sample sets from one distribution and count how often the comparison finds a difference',
    )
    .action(async (given: Given) => {
      const { falseAlarmsCommand } = await import('../compare/false-alarms-command.ts')
      context.done(await falseAlarmsCommand(valuesOf(OPTIONS, given, context), context.console))
    })
}
