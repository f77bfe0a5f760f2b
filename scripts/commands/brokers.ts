import type { Command } from 'commander'
import { REAL_BROKER_KINDS } from '../../bench/core/broker-info.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Given, valuesOf } from '../cli/options.ts'
import { brokerOptions } from './broker-options.ts'

const OPTIONS = brokerOptions(`only this: ${REAL_BROKER_KINDS.join(', ')}`)

/** Adds the commands that list the brokers, and remove what runs left behind in them. */
export function addBrokers(program: Command, context: CommandContext): void {
  const brokers = program.command('brokers').description('list the brokers that can be used here, and clean them')
  const subcommand = (name: 'list' | 'clean', description: string) =>
    addOptions(brokers.command(name), OPTIONS)
      .description(description)
      .action(async (given: Given) => {
        const { brokersCommand } = await import('../run/brokers-command.ts')
        context.done(await brokersCommand(name, valuesOf(OPTIONS, given, context), context.console))
      })
  subcommand('list', 'list which brokers answer, what they are and what they promise')
  subcommand(
    'clean',
    'remove the queues, streams, keys and broker processes that runs left behind; nothing that a run is using',
  )
}
