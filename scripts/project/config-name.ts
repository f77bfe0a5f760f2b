import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'

/** Names of the file with the options of a project. A folder has at most one of them. */
const CONFIG_FILES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `stormbench.config.${ending}`)

/** The configuration in a folder; undefined when there is none. @throws ConfigError when there are several. */
export function configFileIn(folder: string): string | undefined {
  const [file, other] = CONFIG_FILES.filter((name) => existsSync(join(folder, name)))
  if (other !== undefined) throw new ConfigError(`${folder}: must have one configuration, got ${file} and ${other}`)
  return file === undefined ? undefined : join(folder, file)
}
