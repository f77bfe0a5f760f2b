import { isAbsolute, relative, sep } from 'node:path'

/** The way from a folder to a path in it, empty for the folder itself; undefined when the path lies outside. */
export function wayInside(folder: string, path: string): string | undefined {
  const way = relative(folder, path)
  // On Windows the way to another drive is absolute.
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : way
}

/** Whether a path lies in a folder, at any depth. */
export function isBelow(path: string, folder: string): boolean {
  const way = wayInside(folder, path)
  return way !== undefined && way !== ''
}
