import type { Hello } from './own-processes.ts'

/** How the server of a kind is started. */
export interface ServerRecipe {
  readonly program: string
  /** The Debian package that has it. */
  readonly debian: string
  readonly protocol: string
  /** Free ports that it needs; the first is the one for clients. */
  readonly ports: number
  readonly hello: Hello
  /** Storage is a setting of this server, not of each queue in it. */
  readonly setsStorage: boolean
  /**
   * Writes what the server reads into the folder and says how to run it. @throws ConfigError for a storage it does not
   * have
   */
  readonly prepare: (place: Place) => Launch
}

/** Where a server runs. */
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
  /** Shell commands that run before, in the group of the server. */
  readonly before?: string
}

/** An answer that is ready when its text begins so. */
export function beginsWith(ready: string): Hello['answer'] {
  return (text) => (text.startsWith(ready) ? 'ready' : ready.startsWith(text) ? 'more' : 'not yet')
}
