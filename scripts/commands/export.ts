import { type Command, Option } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../run/export-format.ts'

interface ExportFlags {
  readonly format: ExportFormat
  readonly out?: string
  readonly allMetrics: boolean
}

/** Adds the command that hands results to other tools. */
export function addExport(program: Command, context: CommandContext): void {
  const { resolvePath, done } = context
  program
    .command('export')
    .description(
      'write a result the way github-action-benchmark, Bencher, Apache Otava or a test report reader takes it',
    )
    .argument('<source>', 'result folder; for junit also the folder of a comparison; for otava the file of a history')
    .addOption(new Option('--format <name>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('--out <path>', 'folder, or file where there is one only (default: where the source lies)', notEmpty)
    .option('--all-metrics', 'also what fails no comparison', false)
    .addHelpText('after', EXAMPLES)
    .action(async (source: string, flags: ExportFlags) => {
      const { exportCommand } = await import('../run/export-command.ts')
      done(
        exportCommand(
          {
            source: resolvePath(source),
            format: flags.format,
            out: flags.out === undefined ? undefined : resolvePath(flags.out),
            allMetrics: flags.allMetrics,
          },
          context,
        ),
      )
    })
}

const EXAMPLES = `
Examples:
  npm run bench -- export results/mine --format github-action-benchmark   github-smaller.json, github-bigger.json
  npm run bench -- export results/mine --format bencher --out bencher.json
  npm run bench -- export results/mine --format junit                     junit.xml: a case for each run
  npm run bench -- export results/comparison --format junit               a case for each gate series
  npm run bench -- export reports/history/history.csv --format otava      otava/otava.yaml and its CSV files`
