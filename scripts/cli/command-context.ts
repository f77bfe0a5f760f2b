import type { Project } from '../project/project.ts'
import type { Console } from './console.ts'
import type { ExitCode } from './exit-code.ts'

/** Everything that a command gets beside its options. */
export interface CommandContext {
  readonly argv: readonly string[]
  readonly console: Console
  /** Makes a path the user gave absolute. */
  readonly resolvePath: (path: string) => string
  /** The user's project, known once a command runs. @throws ConfigError when its configuration cannot be used. */
  readonly project: Project
  /** Reads the user's project, for a command that seldom needs it or goes on without. */
  readonly readProject: () => Promise<Project>
  /** Ends the command. `report`: folder of a report that is opened now. */
  readonly done: (code: ExitCode, report?: string) => void
}
