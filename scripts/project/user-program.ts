import { COMMAND, IS_CHECKOUT } from '../../bench/core/own-code.ts'
import { above } from './above.ts'

/** The program as the user of a project types it: the tool that installed the project finds it. */
export function userProgram(root: string): string {
  if (IS_CHECKOUT) return COMMAND
  return installedProgram(root)
}

/** The installed program of a project as a command line. The lock file decides the tool. */
export function installedProgram(root: string): string {
  if (above(root, 'pnpm-lock.yaml') !== undefined) return 'pnpm exec stormbench'
  return above(root, 'yarn.lock') === undefined ? 'npx stormbench' : 'yarn stormbench'
}
