import type { Command } from 'commander'
import { SCENARIOS } from '../../bench/verify/scenarios.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, flag, type Given, valuesOf } from '../cli/options.ts'

const OPTIONS = {
  quiet: flag('--quiet', 'print only the table'),
  json: flag('--json', 'print one JSON document'),
}

/** Adds the command that reproduces published results. */
export function addVerify(program: Command, context: CommandContext): void {
  const ids = [...new Set(SCENARIOS.map(({ id }) => id))]
  addOptions(program.command('verify'), OPTIONS)
    .description('reproduce published scenarios and closed forms in virtual time, and compare')
    .argument('[ids...]', `only these: ${ids.join(' ')}`)
    .addHelpText('after', `\n${SCENARIOS.map(({ id, title }) => `  ${id.padEnd(4)} ${title}\n`).join('')}`)
    .action(async (ids: string[], given: Given) => {
      const { verifyCommand } = await import('../run/verify-command.ts')
      context.done(await verifyCommand({ ids, ...valuesOf(OPTIONS, given, context) }, context.console))
    })
}
