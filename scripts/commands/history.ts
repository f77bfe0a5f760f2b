import { join } from 'node:path'
import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'
import { addOptions, flag, type Given, into, optional, path, valuesOf } from '../cli/options.ts'
import { OPEN } from './open-option.ts'

const FILE = {
  file: into(
    path('--file <csv>', 'the history (default: that of the project)'),
    (file, { project }) => file ?? project.history,
  ),
}

const ADD_OPTIONS = {
  ...FILE,
  night: optional(
    '--night <name>',
    'night of this result, the same for all folders of one night (default: when its run began)',
    notEmpty,
  ),
}

const CHECK_OPTIONS = {
  ...FILE,
  all: flag('--all', 'report all changes, and remember none'),
  json: flag('--json', 'print one JSON document'),
  out: path('--out <file>', 'write the JSON document to a file as well'),
}

const SHOW_OPTIONS = {
  ...FILE,
  series: optional(
    '--series <text>',
    'only series with this text in their name, such as "queue/rpc" or "burst queue"',
    notEmpty,
  ),
  out: into(
    path('--out <folder>', 'folder of the charts (default: history-charts in the results folder)'),
    (folder, { project }) => folder ?? join(project.results, 'history-charts'),
  ),
  ...OPEN,
}

/** Adds the commands that keep the figures of every night and look for changes in them. */
export function addHistory(program: Command, context: CommandContext): void {
  const { resolvePath, done } = context
  const history = program
    .command('history')
    .description('keep the figures of every night, find the night they changed, draw them')
    .addHelpText('after', EXAMPLES)

  addOptions(history.command('add'), ADD_OPTIONS)
    .description('append the medians of a result folder to the history')
    .argument('<folder>', 'result folder')
    .action(async (folder: string, given: Given) => {
      const { addCommand } = await import('../nightly/history-command.ts')
      done(addCommand({ ...valuesOf(ADD_OPTIONS, given, context), folder: resolvePath(folder) }, context))
    })
  addOptions(history.command('check'), CHECK_OPTIONS)
    .description('report new changes, each once; exit code 1 when one is for the worse, 3 when no night can be judged')
    .action(async (given: Given) => {
      const { checkCommand } = await import('../nightly/history-command.ts')
      done(checkCommand(valuesOf(CHECK_OPTIONS, given, context), context))
    })
  addOptions(history.command('show'), SHOW_OPTIONS)
    .description('draw a chart of every series, and a table of all in history.md')
    .action(async (given: Given) => {
      // Loaded when needed: drawing takes most of a second to load.
      const { showCommand } = await import('../nightly/history-show.ts')
      const values = valuesOf(SHOW_OPTIONS, given, context)
      done(await showCommand(values, context), values.open ? values.out : undefined)
    })
}

const EXAMPLES = `
Examples:
  npm run bench -- history add results/2026-01-31   after every nightly run
  npm run bench -- history check                    new changes
  npm run bench -- history check --all --json       all changes
  npm run bench -- history show --series "burst queue/rpc" --out results/charts
  npm run bench -- history add results/mine --file results/history.csv`
