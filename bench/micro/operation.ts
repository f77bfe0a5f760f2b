/** A hot part under test: `run` does it `BATCH` times. */
export interface Operation {
  readonly name: string
  readonly run: () => void
  /** Name of the operation it is compared with, measured in the same run. */
  readonly peer?: string
}

/** Operations between two readings of the clock, which is too coarse for a single one. */
export const BATCH = 1000
