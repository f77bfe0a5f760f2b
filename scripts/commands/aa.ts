import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Given } from '../cli/options.ts'
import { PAIRED_OPTIONS, pairedOptionsOf, SUITES_ARGUMENT } from './paired-options.ts'

/** Adds the command that measures how far identical runs are apart. */
export function addAa(program: Command, context: CommandContext): void {
  addOptions(program.command('aa'), PAIRED_OPTIONS)
    .description('compare the code with itself in real time: how far are identical runs apart on this machine?')
    .argument(...SUITES_ARGUMENT)
    .action(async (suites: string[], given: Given) => {
      const { aaCommand } = await import('../compare/aa-command.ts')
      context.done(await aaCommand(await pairedOptionsOf('aa', suites, given, context), context.console))
    })
}
