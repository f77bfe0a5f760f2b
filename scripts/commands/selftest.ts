import { type Command, InvalidArgumentError } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Given, usually, valuesOf } from '../cli/options.ts'

const OPTIONS = {
  factor: usually('--slowdown <factor>', 'latencies of the slow copy are multiplied by it', factor, 1.3),
}

/** Adds the command that shows that the gate can fail. */
export function addSelftest(program: Command, context: CommandContext): void {
  addOptions(program.command('selftest'), OPTIONS)
    .description('check the gate itself: a copy must pass, a known slow-down must fail, a missing side is not judged')
    .argument('[folder]', 'result folder to take the figures from (default: simulated runs)')
    .action(async (folder: string | undefined, given: Given) => {
      const { selftestCommand } = await import('../compare/selftest-command.ts')
      const { argv, console, project, resolvePath, done } = context
      const path = folder === undefined ? undefined : resolvePath(folder)
      const values = valuesOf(OPTIONS, given, context)
      done(selftestCommand({ ...values, folder: path, command: argv, root: project.root }, console))
    })
}

function factor(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 1 && value <= 100) return value
  throw new InvalidArgumentError(`It must be a number above 1, at most 100, got ${JSON.stringify(text)}.`)
}
