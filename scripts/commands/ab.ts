import { type Command, InvalidArgumentError } from 'commander'
import { REASON_MAX } from '../../reports/compare/acceptance.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'
import { addOptions, choice, flag, type Given, into, optional, valuesOf } from '../cli/options.ts'
import { GIVEN_MIN_CHANGE } from './comparison-options.ts'
import { OPEN } from './open-option.ts'
import { PAIRED_OPTIONS, pairedOptionsOf, SUITES_ARGUMENT } from './paired-options.ts'

const AB_OPTIONS = {
  head: optional(
    '--head <ref>',
    'commit to judge (default: the working tree, with changes that are not committed)',
    notEmpty,
  ),
  clock: into(
    choice('--clock <kind>', 'real: over HTTP; virtual: simulated and exact, without turns (default: real)', [
      'real',
      'virtual',
    ]),
    (clock = 'real') => clock,
  ),
  confirm: flag('--no-confirm', 'fail at once, without a second batch'),
  minChange: GIVEN_MIN_CHANGE,
  ...OPEN,
  accept: optional(
    '--accept <reason>',
    'write what regressed into a file for git: this change may make it worse, for this reason',
    readReason,
  ),
  install: into(
    optional(
      '--install <command>',
      'command that installs the packages of a commit (default: that of the project, else of the lock file)',
      notEmpty,
    ),
    (given, { project }) => given ?? project.install,
  ),
}

function readReason(text: string): string {
  const reason = notEmpty(text).trim().replace(/\s+/g, ' ')
  if (reason.length <= REASON_MAX) return reason
  throw new InvalidArgumentError(`It must have at most ${REASON_MAX} characters, got ${reason.length}.`)
}

/** Adds the command that runs and compares two commits. */
export function addAb(program: Command, context: CommandContext): void {
  addOptions(program.command('ab'), { ...PAIRED_OPTIONS, ...AB_OPTIONS })
    .description('run two commits in turn and compare them; a regression fails only when a second batch shows it too')
    .argument('<ref>', 'commit, branch or tag to compare with')
    .argument(...SUITES_ARGUMENT)
    .addHelpText('after', EXAMPLES)
    .action(async (base: string, suites: string[], given: Given) => {
      const { abCommand } = await import('../compare/ab-command.ts')
      const options = {
        ...(await pairedOptionsOf('ab', suites, given, context)),
        ...valuesOf(AB_OPTIONS, given, context),
        base,
      }
      context.done(await abCommand(options, context.console), options.open ? options.out : undefined)
    })
}

const EXAMPLES = `
Both commits are checked out beside each other and run in turn (ABBA BAAB).
Each pair has one seed for both. Their results stay in the folders base and head
of the output. Each commit runs its own installed stormbench and its own suites.

Examples:
  npm run bench -- ab main    the working tree against main
  npm run bench -- ab HEAD~1 burst --arm queue --pairs 10
  npm run bench -- ab v1.2.0 --head v1.3.0 --clock virtual
  npm run bench -- ab main --clock virtual --min-change 1%
  npm run bench -- ab main --accept "a larger budget is worth 2 % of p99"`
