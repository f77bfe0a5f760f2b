import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { addOptions, choice, type Given, valuesOf } from '../cli/options.ts'
import { INIT_FORMATS } from '../project/init-format.ts'

const OPTIONS = {
  format: choice(
    '--format <name>',
    'form of the suites (default: ts where the project has TypeScript, else js; without a package.json yaml)',
    INIT_FORMATS,
  ),
  ci: choice('--ci <name>', 'also write a workflow that compares each pull request with its base', ['github']),
}

/** Adds the command that gives a project its first suites. */
export function addInit(program: Command, context: CommandContext): void {
  addOptions(program.command('init'), OPTIONS)
    .description('write two first suites into bench/, a script `bench` into package.json, and a line into .gitignore')
    .addHelpText('after', EXAMPLES)
    .action(async (given: Given) => {
      const { initCommand } = await import('../project/init-command.ts')
      context.done(await initCommand(valuesOf(OPTIONS, given, context), context))
    })
}

const EXAMPLES = `
It replaces no file. When one is in the way, nothing is written.

Examples:
  npm run bench -- init
  npm run bench -- init --format yaml
  npm run bench -- init --ci github`
