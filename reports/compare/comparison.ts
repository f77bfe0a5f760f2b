import type { Row } from './row.ts'

/** Raised when the shape of `compare.json` changes. */
export const COMPARISON_SCHEMA = 3

/** The file that holds a comparison; the others are derived from it. */
export const COMPARISON_FILE = 'compare.json'

/** Where the figures of a side come from. */
export interface SideInfo {
  /** The folder as the user named it, or what stands for it. */
  readonly name: string
  readonly commit: string | null
  readonly class: string | null
  /** NaN where it is not known. */
  readonly calibration: number
}

/** A comparison, ready to be shown. */
export interface Comparison {
  /**
   * `folder`: base against head. `arm`: the arms inside one folder. `gap`: base against head in how far their arms are
   * apart.
   */
  readonly by: 'folder' | 'arm' | 'gap'
  readonly base: SideInfo
  readonly head: SideInfo
  /** Remarks that a reader needs before the figures. */
  readonly notes: readonly string[]
  /** Where the configurations differ, as `suite: path: was 3, is 4`. */
  readonly changes: readonly string[]
  readonly rows: readonly Row[]
}
