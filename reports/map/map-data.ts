import type { Axis } from '../../bench/study/axis.ts'
import type { Seeds, Trial } from '../../bench/study/trial.ts'

export type { Axis }

/** Raised when the shape of `map.json` changes. */
export const MAP_SCHEMA = 1
/** Points x seeds of one map, over all arms. */
export const MAP_RUNS_MAX = 1_000_000
/** The file that holds everything; the others are derived from it. */
export const MAP_FILE = 'map.json'

/** One arm at one point of the map, over all seeds. */
export interface MapCell extends Trial {
  readonly arm: string
  readonly x: number
  readonly y: number
}

/** All of a map folder: `map.json`. Every other file is derived from it. */
export interface MapData {
  readonly schema: typeof MAP_SCHEMA
  readonly status: 'complete' | 'partial'
  /** Facts that differ from run to run; no other file holds them. */
  readonly environment: Readonly<Record<string, string | number | boolean | null>>
  readonly suite: string
  readonly question: string
  readonly variant: string
  readonly arms: readonly string[]
  readonly x: Axis
  readonly y: Axis
  readonly seeds: Seeds
  /** Code and configuration, which decide the figures. Maps with the same fingerprint can be compared. */
  readonly fingerprint: { readonly code: string; readonly config: unknown }
  /** At most one per arm and point; a partial map lacks some. */
  readonly cells: readonly MapCell[]
}
