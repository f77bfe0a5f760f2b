import { join } from 'node:path'
import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'

interface HistoryFlags {
  readonly file?: string
}

interface AddFlags extends HistoryFlags {
  readonly night?: string
}

interface CheckFlags extends HistoryFlags {
  readonly all: boolean
  readonly json: boolean
  readonly out?: string
}

interface ShowFlags extends HistoryFlags {
  readonly series?: string
  readonly out?: string
}

/** Adds the commands that keep the figures of every night and look for changes in them. */
export function addHistory(program: Command, context: CommandContext): void {
  const { reportsRoot, resolvePath, done } = context
  const fileOf = ({ file }: HistoryFlags) =>
    file === undefined ? join(reportsRoot, 'history', 'history.csv') : resolvePath(file)
  const history = program
    .command('history')
    .description('keep the figures of every night, find the night they changed, draw them')
    .addHelpText('after', EXAMPLES)

  withFile(history.command('add'))
    .description('append the medians of a result folder to the history')
    .argument('<folder>', 'result folder')
    .option(
      '--night <name>',
      'the night that it belongs to, the same for all folders of one night (default: when its run began)',
      notEmpty,
    )
    .action(async (folder: string, flags: AddFlags) => {
      const { addCommand } = await import('../nightly/history-command.ts')
      done(addCommand({ folder: resolvePath(folder), file: fileOf(flags), night: flags.night }, context))
    })
  withFile(history.command('check'))
    .description(
      'tell the changes that have not been told; exit code 1 when one is for the worse, 3 when no night can be judged',
    )
    .option('--all', 'tell all changes, and remember none', false)
    .option('--json', 'print one JSON document', false)
    .option('--out <file>', 'write the JSON document to a file as well', notEmpty)
    .action(async (flags: CheckFlags) => {
      const { checkCommand } = await import('../nightly/history-command.ts')
      done(checkCommand({ ...flags, file: fileOf(flags), out: flags.out && resolvePath(flags.out) }, context))
    })
  withFile(history.command('show'))
    .description('draw a chart of every series, and a table of all in history.md')
    .option(
      '--series <text>',
      'only series with this text in their name, such as "queue/rpc" or "burst queue"',
      notEmpty,
    )
    .option('--out <folder>', 'folder of the charts (default: reports/history/charts)', notEmpty)
    .action(async (flags: ShowFlags) => {
      // Loaded when needed: drawing takes most of a second to load.
      const { showCommand } = await import('../nightly/history-show.ts')
      const out = flags.out === undefined ? join(reportsRoot, 'history', 'charts') : resolvePath(flags.out)
      done(await showCommand({ file: fileOf(flags), series: flags.series, out }, context))
    })
}

function withFile(command: Command): Command {
  return command.option('--file <csv>', 'the history (default: reports/history/history.csv)', notEmpty)
}

const EXAMPLES = `
Examples:
  npm run bench -- history add reports/runs/2026-01-31   after every nightly run
  npm run bench -- history check                         new changes; exit code 1 when one is for the worse
  npm run bench -- history check --all --json            all of them
  npm run bench -- history show --series "burst queue/rpc" --out results/charts
  npm run bench -- history add results/mine --file results/history.csv`
