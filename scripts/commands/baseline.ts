import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, flag, type Given, into, path, valuesOf } from '../cli/options.ts'

const OPTIONS = {
  check: flag('--check', 'write nothing; exit code 1 when the files do not match the code'),
  out: into(
    path('--out <folder>', 'folder (default: the baseline of the project)'),
    (folder, { project }) => folder ?? project.baseline,
  ),
}

/** Adds the command that keeps the exact results of the suites in the repository. */
export function addBaseline(program: Command, context: CommandContext): void {
  addOptions(program.command('baseline'), OPTIONS)
    .description('write the exact results of the suites of the project, so that a change of behaviour shows in a diff')
    .action(async (given: Given) => {
      const { checkBaseline, currentBaseline, writeBaseline } = await import('../run/baseline-command.ts')
      const { check, out } = valuesOf(OPTIONS, given, context)
      context.done((check ? checkBaseline : writeBaseline)(out, await currentBaseline(context), context))
    })
}
