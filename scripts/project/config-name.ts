import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'

/** Names of the file with the options of a project. A folder has at most one of them. */
const CONFIG_FILES = namesWith(['ts', 'mts', 'js', 'mjs', 'json'])
/** Names that fit other programs. A file with one of them would be passed over in silence. */
const OTHER_FILES = namesWith(['cts', 'cjs', 'yaml', 'yml', 'jsonc', 'json5', 'toml'])

/** The configuration in a folder; undefined when there is none. @throws ConfigError for several, or another ending. */
export function configFileIn(folder: string): string | undefined {
  const isThere = (name: string) => existsSync(join(folder, name))
  const foreign = OTHER_FILES.find(isThere)
  if (foreign !== undefined)
    throw new ConfigError(`${join(folder, foreign)}: must be named one of ${CONFIG_FILES.join(', ')}`)
  const [file, other] = CONFIG_FILES.filter(isThere)
  if (other !== undefined) throw new ConfigError(`${folder}: must have one configuration, got ${file} and ${other}`)
  return file === undefined ? undefined : join(folder, file)
}

function namesWith(endings: readonly string[]): string[] {
  return endings.map((ending) => `stormbench.config.${ending}`)
}
