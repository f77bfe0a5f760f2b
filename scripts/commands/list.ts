import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'

/** Adds the command that lists the suites. */
export function addList(program: Command, context: CommandContext): void {
  program
    .command('list')
    .description('list the suites of the project and the built-in ones, with their arms')
    .action(async () => {
      const { listSuites } = await import('../suite/list-suites.ts')
      context.done(await listSuites(context))
    })
}
