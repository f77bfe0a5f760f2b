import type { Command } from 'commander'
import type { CommandContext } from '../cli/command-context.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'

/** Prints the words that may come next, for the scripts of the shells. */
const WORDS = 'words'

/** Adds the command that prints the completion script of a shell. */
export function addCompletion(program: Command, { console, readProject, resolvePath }: CommandContext): void {
  program
    .command('completion')
    .usage('[options] <shell>')
    .description('print a script with which a shell completes commands, options, suites and arms')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .argument('[words...]', 'the words of a line, for the script itself')
    .addHelpText('after', EXAMPLES)
    .action(async (shell: string, words: string[]) => {
      const [{ completionScript, SHELLS }, { complete }, { sourcesOf }] = await Promise.all([
        import('../completion/shells.ts'),
        import('../completion/complete.ts'),
        import('../completion/sources.ts'),
      ])
      if (shell !== WORDS) {
        refuseUnknown('completion', [shell], SHELLS)
        console.out(completionScript(SHELLS.find((one) => one === shell)!))
        return
      }
      // The first word is the program.
      const [, ...line] = words.map((word) => word.slice(1))
      const offers = await complete(program, line.slice(0, -1), line.at(-1) ?? '', sourcesOf(readProject, resolvePath))
      for (const { word, about } of offers.words) console.out(about === '' ? `${word}\n` : `${word}\t${about}\n`)
      if (offers.paths !== undefined) console.out(`:${offers.paths}\n`)
    })
}

const EXAMPLES = `
Examples:
  eval "$(stormbench completion bash)"   in ~/.bashrc
  eval "$(stormbench completion zsh)"    in ~/.zshrc, after compinit
  stormbench completion fish | source    in ~/.config/fish/config.fish
  stormbench completion powershell | Out-String | Invoke-Expression

The last one belongs in $PROFILE. The shell must find the program by the name
stormbench: install it with --global, or have ./node_modules/.bin in PATH.`
