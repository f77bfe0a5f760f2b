import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'

/** Adds the command that lists the suites. */
export function addList(program: Command, { console }: CommandContext): void {
  program
    .command('list')
    .description('list the suites with their arms')
    .action(async () => {
      const { listSuites } = await import('../suite/list-suites.ts')
      listSuites(console)
    })
}
