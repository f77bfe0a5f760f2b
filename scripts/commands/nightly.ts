import { join } from 'node:path'
import type { Command } from 'commander'
import { isoNow } from '../../bench/core/real-clock.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { collect, notEmpty } from '../cli/option-values.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import { PART_NAMES, PARTS, type PartName } from '../nightly/nightly-parts.ts'

interface NightlyFlags {
  readonly quick: boolean
  readonly history?: string
  readonly out?: string
  readonly skip?: string[]
}

/** Adds the command that does everything a night is for. */
export function addNightly(program: Command, context: CommandContext): void {
  const { reportsRoot, resolvePath, done } = context
  program
    .command('nightly')
    .description('run everything, keep the figures in the history, look for changes, write one summary')
    .option('--quick', 'few seeds and short runs, and a history of its own', false)
    .option(
      '--history <csv>',
      'the history (default: reports/history/history.csv; with --quick: history.csv of the night)',
      notEmpty,
    )
    .option('--out <folder>', 'folder of the night (default: reports/runs/nightly-<date>)', notEmpty)
    .option('--skip <part>', 'leave a part out; may be given again', collect)
    .addHelpText('after', EXAMPLES)
    .action(async ({ quick, history, out, skip = [] }: NightlyFlags) => {
      refuseUnknown('--skip', skip, PART_NAMES)
      const night = out === undefined ? join(reportsRoot, 'runs', `nightly-${isoNow().slice(0, 10)}`) : resolvePath(out)
      const usual = quick ? join(night, 'history.csv') : join(reportsRoot, 'history', 'history.csv')
      const file = history === undefined ? usual : resolvePath(history)
      const [{ nightlyCommand }, { runInChild }] = await Promise.all([
        import('../nightly/nightly-command.ts'),
        import('../cli/child.ts'),
      ])
      done(await nightlyCommand({ out: night, history: file, quick, skip: skip as PartName[] }, context, runInChild))
    })
}

const EXAMPLES = `
Parts, one after the other; one that fails stops none of the others:
${PARTS.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}

Exit code: 1 a gate failed, 4 a part could not run, 3 a part could not be judged or read, 130 interrupted; the first of them that fits.

Examples:
  npm run nightly
  npm run nightly -- --quick --out results/night
  npm run nightly -- --skip real --skip capacity --history results/history.csv`
