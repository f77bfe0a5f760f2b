import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, flag, type Given, valuesOf } from '../cli/options.ts'

const OPTIONS = { json: flag('--json', 'print the findings as JSON') }

/** Adds the command that checks what would make a run invalid or impossible here. */
export function addDoctor(program: Command, context: CommandContext): void {
  addOptions(program.command('doctor'), OPTIONS)
    .description('check what would make a run invalid or impossible here: machine, project, brokers')
    .addHelpText('after', EXAMPLES)
    .action(async (given: Given) => {
      const [{ doctorCommand }, { allChecks }] = await Promise.all([
        import('../doctor/doctor-command.ts'),
        import('../doctor/all-checks.ts'),
      ])
      const { json } = valuesOf(OPTIONS, given, context)
      context.done(await doctorCommand(allChecks(context.readProject), json, context.console))
    })
}

const EXAMPLES = `
Signs:
  ok          nothing to do
  note        matters for some runs alone
  doubtful    a run may be invalid (exit code 3)
  impossible  a run, or a suite of the project, cannot start (exit code 4)

Nothing is written. The check takes a few seconds.`
