import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addBrokerOptions, type BrokerChoice, brokerUrlsOf } from '../suite/broker-choice.ts'

interface BrokersFlags {
  readonly broker?: BrokerChoice[]
  readonly brokerUrl?: string[]
}

/** Adds the commands that tell which brokers there are, and remove what runs left behind in them. */
export function addBrokers(program: Command, { console, done }: CommandContext): void {
  const brokers = program.command('brokers').description('tell which brokers can be used here, and clean them')
  const subcommand = (name: 'list' | 'clean', description: string) =>
    addBrokerOptions(brokers.command(name).description(description), 'only this: rabbitmq, nats or bullmq').action(
      async (flags: BrokersFlags) => {
        const { brokersCommand } = await import('../run/brokers-command.ts')
        const options = { brokers: flags.broker ?? [], urls: brokerUrlsOf(flags.brokerUrl ?? []) }
        done(await brokersCommand(name, options, console))
      },
    )
  subcommand('list', 'tell which brokers answer, what they are and what they promise')
  subcommand(
    'clean',
    "remove queues, streams and keys that runs left behind, and runs' own brokers; not what a run is using",
  )
}
