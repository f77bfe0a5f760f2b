import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Returns the nearest file or folder with this path at or above a folder; undefined when there is none. */
export function above(folder: string, path: string): string | undefined {
  return upTo(folder)
    .map((one) => join(one, path))
    .find((there) => existsSync(there))
}

/** Returns the folder and those above it, nearest first. The last is `top`, or the root of the disk. */
export function upTo(folder: string, top?: string): string[] {
  const parent = dirname(folder)
  return folder === top || folder === parent ? [folder] : [folder, ...upTo(parent, top)]
}
