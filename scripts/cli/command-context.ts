import type { Console } from './console.ts'
import type { ExitCode } from './exit-code.ts'

/** Everything that a command gets beside its options. */
export interface CommandContext {
  readonly argv: readonly string[]
  readonly console: Console
  /** Makes a path the user gave absolute. */
  readonly resolvePath: (path: string) => string
  /** Folder of `runs` (under which new result folders are made), `baseline` and `history`. */
  readonly reportsRoot: string
  readonly done: (code: ExitCode) => void
}
