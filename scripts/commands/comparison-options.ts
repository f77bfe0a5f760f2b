import { join } from 'node:path'
import { isoNow } from '../../bench/core/real-clock.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { flag, into, list, path } from '../cli/options.ts'

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
      'noise file from `aa`; raises the smallest change reported (default: noise.csv under reports/runs)',
    ),
    (file, { reportsRoot }) => file ?? join(reportsRoot, 'runs', 'noise.csv'),
  ),
  out: path(
    '--out <folder>',
    'folder for compare.md, compare.csv and compare.json (default: a new one under reports/runs)',
  ),
  quiet: flag('--quiet', 'print only doubts and errors'),
  json: flag('--json', 'print the comparison as JSON'),
}

/** The folder of a comparison when none is named. */
export function defaultOut({ reportsRoot }: CommandContext, command: string): string {
  return join(reportsRoot, 'runs', `${isoNow().replace(/[:.]/g, '-').slice(0, 23)}-${command}`)
}
