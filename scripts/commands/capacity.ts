import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, type Given } from '../cli/options.ts'
import { QUESTIONS } from '../suite/measured-suites.ts'
import { runSuites } from './run.ts'
import { CAPACITY_OPTIONS } from './run-options.ts'

/** Adds the command that measures what target and generator can take. */
export function addCapacity(program: Command, context: CommandContext): void {
  addOptions(program.command('capacity'), CAPACITY_OPTIONS)
    .description(QUESTIONS.capacity)
    .action((given: Given) => runSuites(['capacity'], given, context))
}
