import { type Stats, statSync } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'

/**
 * Size and kind of a file. `before` begins each message. @throws ConfigError for a missing file, a folder, a pipe or a
 * device. The last two may never end.
 */
export function fileStats(path: string, before = ''): Stats {
  let stats: Stats | undefined
  try {
    stats = statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw new ConfigError(`${before}cannot be read: ${errorText(error)}`)
  }
  if (stats === undefined) throw new ConfigError(`${before}no such file`)
  if (stats.isFile()) return stats
  throw new ConfigError(`${before}must be a file, got ${stats.isDirectory() ? 'a folder' : 'a device or pipe'}`)
}
