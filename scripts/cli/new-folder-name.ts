import { isoNow } from '../../bench/core/real-clock.ts'

/** Longest name of a folder. File systems take twice as much. */
const NAME_MAX = 120

/** The name of a new result folder: the time now, and what it holds. */
export function newFolderName(content: string): string {
  return `${isoNow().replace(/[:.]/g, '-').slice(0, 23)}-${content}`.slice(0, NAME_MAX)
}
