import type { Command } from 'commander'
import { REAL_BROKER_KINDS } from '../../bench/core/broker-info.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Given } from '../cli/options.ts'
import { QUESTIONS } from '../suite/measured-suites.ts'
import { brokerOptions } from './broker-options.ts'
import { runSuites } from './run.ts'
import { OUTPUT_OPTIONS } from './run-options.ts'

const OPTIONS = {
  ...OUTPUT_OPTIONS,
  ...brokerOptions(
    `measure the driver of this broker beside its bare client instead: ${REAL_BROKER_KINDS.join(', ')}, one with a storage as nats:memory, or all`,
  ),
}

/** Adds the command that measures what the hot parts cost. */
export function addMicro(program: Command, context: CommandContext): void {
  addOptions(program.command('micro'), OPTIONS)
    .description(QUESTIONS.micro)
    .action((given: Given) => runSuites(['micro'], given, context))
}
