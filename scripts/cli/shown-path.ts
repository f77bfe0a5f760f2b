import { relative } from 'node:path'

/** A path as a user who stands in `folder` would write it; absolute when it does not lie below. */
export function shownPath(path: string, folder: string): string {
  const below = relative(folder, path)
  return below === '' || below.startsWith('..') ? path : below
}
