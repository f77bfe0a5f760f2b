import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty, wholeNumber } from '../cli/option-values.ts'
import type { FalseAlarmFlags } from '../compare/false-alarms-command.ts'

/** Gate series of each arm that is drawn. */
const METRICS_PER_ARM = 4

/** Adds the command that counts how often the comparison tells identical things apart. */
export function addFalseAlarms(program: Command, context: CommandContext): void {
  program
    .command('false-alarms')
    .description('draw pairs of sample sets from one distribution and count how often the comparison tells them apart')
    .option('--comparisons <n>', 'pairs of sample sets', wholeNumber(1, 1_000_000), 1000)
    .option('--runs <n>', 'runs on each side', wholeNumber(2, 100), 8)
    .option('--arms <n>', `arms, each with ${METRICS_PER_ARM} gate series`, wholeNumber(1, 100), 6)
    .option('--seed <n>', 'seed', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--quiet', 'print no progress', false)
    .option('--json', 'print one JSON document', false)
    .option('--out <file>', 'write the JSON document to a file as well', notEmpty)
    .action(async (flags: FalseAlarmFlags) => {
      const { falseAlarmsCommand } = await import('../compare/false-alarms-command.ts')
      context.done(await falseAlarmsCommand(flags, flags.arms * METRICS_PER_ARM, context))
    })
}
