import { sep } from 'node:path'

/** A path with the separators of a URL. Windows has others, and one text must mean the same everywhere. */
export function slashed(path: string): string {
  return path.split(sep).join('/')
}
