import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Returns the nearest file or folder with this path at or above a folder; undefined when there is none. */
export function above(folder: string, path: string): string | undefined {
  const there = join(folder, path)
  if (existsSync(there)) return there
  return dirname(folder) === folder ? undefined : above(dirname(folder), path)
}
