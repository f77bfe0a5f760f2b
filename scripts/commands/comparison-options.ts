import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { MinChange } from '../../reports/compare/min-change.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { minChangeIn } from '../cli/min-change-text.ts'
import { newFolderName } from '../cli/new-folder-name.ts'
import { flag, into, list, optional, path } from '../cli/options.ts'

/** Options that choose what is compared. */
export const CHOSEN_OPTIONS = {
  variants: list('--variant <name>', 'only this variant'),
  arms: list('--arm <name>', 'only this arm'),
}

/** Options of the commands that end in a comparison. */
export const COMPARISON_OPTIONS = {
  noise: into(
    path(
      '--noise <file>',
      'noise file from `aa`; raises the smallest change reported (default: noise.csv in the results folder)',
    ),
    (file, { project }) => file ?? join(project.results, 'noise.csv'),
  ),
  out: path(
    '--out <folder>',
    'folder for compare.md, compare.csv and compare.json (default: a new one in the results folder)',
  ),
  quiet: flag('--quiet', 'print only doubts and errors'),
  json: flag('--json', 'print the comparison as JSON'),
}

/** The smallest change of exact figures as it was given; undefined when it was not. */
export const GIVEN_MIN_CHANGE = optional(
  '--min-change <size>',
  'smallest change of an exact figure that counts: a share such as 1%, or measured, the same as for measured figures (default: that of the project, else any change)',
  readMinChange,
)

/** The smallest change of exact figures; that of the project when none was given. */
export const MIN_CHANGE = into(GIVEN_MIN_CHANGE, (given, { project }): MinChange => given ?? project.minChange ?? 0)

function readMinChange(text: string): MinChange {
  const size = minChangeIn(text.trim())
  if (size !== undefined) return size
  throw new InvalidArgumentError(`It must be a percentage from 0% to 100% or measured, got ${JSON.stringify(text)}.`)
}

/** The folder of a comparison when none is named. */
export function defaultOut({ project }: CommandContext, command: string): string {
  return join(project.results, newFolderName(command))
}
