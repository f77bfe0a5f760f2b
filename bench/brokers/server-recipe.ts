import type { Hello } from './own-processes.ts'

/** How the server of a kind of broker is started. */
export interface ServerRecipe {
  readonly program: string
  /** The Debian package that has it. */
  readonly debian: string
  readonly protocol: string
  /** Number of free ports that it needs. The first is for clients. */
  readonly ports: number
  readonly hello: Hello
  /** Whether storage is a setting of the server. Otherwise each queue has its own. */
  readonly setsStorage: boolean
  /**
   * Writes the server's configuration into the folder and returns the command. @throws ConfigError for an unknown
   * storage
   */
  readonly prepare: (place: Place) => Launch
}

/** Program, folder, ports and storage of a server to start. */
export interface Place {
  /** Full path of the program. */
  readonly file: string
  readonly folder: string
  readonly ports: readonly number[]
  readonly storage: string | undefined
}

/** A command that runs a server. */
export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Shell commands that run first, in the process group of the server. */
  readonly before?: string
}

/** Judges an answer as ready when it begins with this text. */
export function beginsWith(ready: string): Hello['answer'] {
  return (text) => (text.startsWith(ready) ? 'ready' : ready.startsWith(text) ? 'more' : 'not yet')
}
