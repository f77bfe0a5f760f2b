import { join } from 'node:path'
import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'

/** Adds the command that keeps the exact results of the default suites in the repository. */
export function addBaseline(program: Command, context: CommandContext): void {
  program
    .command('baseline')
    .description('write the exact results of the default suites, so that a change of behaviour shows in a diff')
    .option('--check', 'write nothing; exit code 1 when the files do not match the code', false)
    .option('--out <folder>', 'folder (default: reports/baseline)', notEmpty)
    .action(async ({ check, out }: { check: boolean; out?: string }) => {
      const folder = out === undefined ? join(context.reportsRoot, 'baseline') : context.resolvePath(out)
      const { checkBaseline, currentBaseline, writeBaseline } = await import('../run/baseline-command.ts')
      context.done((check ? checkBaseline : writeBaseline)(folder, currentBaseline(), context))
    })
}
