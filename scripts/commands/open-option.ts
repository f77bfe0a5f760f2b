import { flag } from '../cli/options.ts'

/** The option that shows the report of a command. */
export const OPEN = { open: flag('--open', 'open the report when it is written; never in CI or without a display') }
