import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, choice, flag, type Given, mandatory, path, valuesOf } from '../cli/options.ts'

const OPTIONS = {
  format: mandatory(
    choice('--format <name>', 'what to write', ['github-action-benchmark', 'bencher', 'otava', 'junit']),
  ),
  out: path('--out <path>', 'folder, or the file where there is only one (default: where the source is)'),
  allMetrics: flag('--all-metrics', 'also metrics that fail no comparison'),
}

/** Adds the command that hands results to other tools. */
export function addExport(program: Command, context: CommandContext): void {
  addOptions(program.command('export'), OPTIONS)
    .description(
      'write a result for github-action-benchmark, Bencher, Apache Otava or a reader of test reports (JUnit)',
    )
    .argument('<source>', 'result folder; for junit also the folder of a comparison; for otava the file of a history')
    .addHelpText('after', EXAMPLES)
    .action(async (source: string, given: Given) => {
      const { exportCommand } = await import('../run/export-command.ts')
      const { resolvePath, done } = context
      done(exportCommand({ ...valuesOf(OPTIONS, given, context), source: resolvePath(source) }, context))
    })
}

const EXAMPLES = `
Examples:
  npm run bench -- export results/mine --format github-action-benchmark
                        github-smaller.json, github-bigger.json
  npm run bench -- export results/mine --format bencher --out bencher.json
  npm run bench -- export results/mine --format junit
                        junit.xml: a case for each run
  npm run bench -- export results/comparison --format junit
                        a case for each gate series
  npm run bench -- export bench/history.csv --format otava
                        otava/otava.yaml and its CSV files`
