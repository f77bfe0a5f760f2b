import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { EXIT_CRASH } from '../../bench/core/crash.ts'
import { FolderError } from '../../reports/files/folder-error.ts'

/** Exit codes of every command. */
export const EXIT = {
  fine: 0,
  gateFailed: 1,
  usage: 2,
  notJudged: 3,
  cannotRun: 4,
  /** A fault of the program itself, as in sysexits.h. */
  bug: EXIT_CRASH,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Nothing could be judged; the benchmark itself is in order. */
export class NotJudgedError extends Error {
  override readonly name = 'NotJudgedError'
}

/** Exit code and message for an error; undefined for a bug, which deserves its stack. */
export function explain(error: unknown): { readonly code: ExitCode; readonly message: string } | undefined {
  if (error instanceof ConfigError) return { code: EXIT.usage, message: error.message }
  if (error instanceof NotJudgedError) return { code: EXIT.notJudged, message: error.message }
  if (error instanceof CannotRunError || error instanceof FolderError)
    return { code: EXIT.cannotRun, message: error.message }
  if (isOfDisk(error)) return { code: EXIT.cannotRun, message: `cannot use the disk: ${error.message}` }
  return undefined
}

/** Errors of a full, broken or read-only disk in any folder, such as that of temporary files. */
const DISK_ERRORS: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM']

function isOfDisk(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false
  const { code, syscall, path }: NodeJS.ErrnoException = error
  return path !== undefined && (DISK_ERRORS.includes(code) || syscall === 'mkdtemp')
}
