import type { VerdictKind } from '../../bench/metrics/verdict.ts'

/** Raised when the shape of `map.json` changes. */
export const MAP_SCHEMA = 1

/** One of the two loads or settings that a map sweeps. */
export interface Axis {
  readonly name: string
  /** Empty when there is none. */
  readonly unit: string
  /** Ascending; they need not be evenly spaced. */
  readonly values: readonly number[]
}

/** One arm at one point of the map, over all seeds. */
export interface MapCell {
  readonly arm: string
  readonly x: number
  readonly y: number
  /** Seeds with that verdict. */
  readonly verdicts: Readonly<Record<VerdictKind, number>>
  /** Requests lost: the goodput deficit, median over the seeds. */
  readonly deficitMedian: number
  /** Attempts per request, median over the seeds. */
  readonly amplificationMedian: number
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
  readonly seeds: { readonly first: number; readonly count: number }
  /** What decides the figures: two maps with the same one can be compared. */
  readonly fingerprint: { readonly code: string; readonly config: unknown }
  /** At most one per arm and point; a partial map lacks some. */
  readonly cells: readonly MapCell[]
}
