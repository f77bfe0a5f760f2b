import { readFileSync, type Stats, statSync } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'

/** The engine takes no longer text than this. */
const MEGABYTES_MAX = 500
const MEGABYTE = 1_000_000

/**
 * The text of a file; undefined when there is none. @throws ConfigError when it cannot be read: a folder, a pipe or a
 * device, or one that is too large.
 */
export function readText(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    refuse(stats, path)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    // A part of the path is a file: there is nothing below it.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ConfigError(`${path}: must be a readable file, got ${message}`)
  }
}

/** The text of a file that must be there. @throws ConfigError when it is not, or cannot be read. */
export function needText(path: string): string {
  const text = readText(path)
  if (text === undefined) throw new ConfigError(`${path}: must be a file, got nothing`)
  return text
}

function refuse(stats: Stats, path: string): void {
  if (stats.isDirectory()) throw new ConfigError(`${path}: must be a file, got a folder`)
  if (!stats.isFile()) throw new ConfigError(`${path}: must be a file, got a pipe or a device`)
  if (stats.size > MEGABYTES_MAX * MEGABYTE) {
    throw new ConfigError(`${path}: must be at most ${MEGABYTES_MAX} MB, got ${Math.ceil(stats.size / MEGABYTE)} MB`)
  }
}
