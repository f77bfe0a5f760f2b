import { join } from 'node:path'
import type { Command } from 'commander'
import { isoNow } from '../../bench/core/real-clock.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Declared, flag, type Given, into, list, path, valuesOf } from '../cli/options.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import { PART_NAMES, PARTS, type PartName } from '../nightly/nightly-parts.ts'
import { OPEN } from './open-option.ts'

const OPTIONS = {
  quick: flag('--quick', 'few seeds and short runs, and a separate history'),
  history: path(
    '--history <csv>',
    'the history (default: that of the project; with --quick: history.csv of the night)',
  ),
  out: into(
    path('--out <folder>', 'folder of the night (default: nightly-<date> in the results folder)'),
    (folder, { project }) => folder ?? join(project.results, `nightly-${isoNow().slice(0, 10)}`),
  ),
  skip: parts('--skip', 'leave a part out'),
  also: parts('--also', 'in a project of yours, do a part about stormbench itself too'),
  ...OPEN,
}

function parts(name: string, help: string): Declared<readonly PartName[]> {
  return into(list(`${name} <part>`, help), (names) => {
    refuseUnknown(name, names, PART_NAMES)
    return names as readonly PartName[]
  })
}

/** Adds the command that runs everything of a night. */
export function addNightly(program: Command, context: CommandContext): void {
  addOptions(program.command('nightly'), OPTIONS)
    .description('run everything, keep the figures in the history, look for changes, write one summary')
    .addHelpText('after', EXAMPLES)
    .action(async (given: Given) => {
      const { project } = context
      const { also, ...values } = valuesOf(OPTIONS, given, context)
      const usual = values.quick ? join(values.out, 'history.csv') : project.history
      const [{ nightlyCommand }, { runInChild }, { nightOf }] = await Promise.all([
        import('../nightly/nightly-command.ts'),
        import('../cli/child.ts'),
        import('../nightly/night-of-project.ts'),
      ])
      const program = { folder: project.root, args: undefined }
      const options = { ...values, ...(await nightOf(project, also)), history: values.history ?? usual }
      const code = await nightlyCommand(options, context, (args, more) => runInChild(args, { program, ...more }))
      context.done(code, values.open ? values.out : undefined)
    })
}

const EXAMPLES = `
Parts, in this order. A part that fails stops no other part:
${PARTS.map(({ name, about, ofStormbench }) => `  ${name.padEnd(14)}${about}${ofStormbench ? ' *' : ''}`).join('\n')}

* about stormbench itself. In a project of yours only after --also.

Exit code, the first that fits: 130 interrupted, 1 a gate failed, 4 a part could
not run, 3 a part could not be judged or read.

Examples:
  npm run nightly
  npm run nightly -- --quick --out results/night
  npm run nightly -- --skip real --skip capacity --history results/history.csv`
