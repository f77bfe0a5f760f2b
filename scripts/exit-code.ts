import { ConfigError } from '../bench/core/config-error.ts'
import { CannotRunError } from '../bench/target-host.ts'
import { FolderError } from '../reports/write.ts'

/** Exit codes of every command. */
export const EXIT = {
  fine: 0,
  gateFailed: 1,
  usage: 2,
  notJudged: 3,
  cannotRun: 4,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The exit code for what was thrown and what to tell the user; undefined for a bug, which deserves its stack. */
export function explain(error: unknown): { readonly code: ExitCode; readonly message: string } | undefined {
  if (error instanceof ConfigError) return { code: EXIT.usage, message: error.message }
  if (error instanceof CannotRunError || error instanceof FolderError)
    return { code: EXIT.cannotRun, message: error.message }
  return undefined
}
