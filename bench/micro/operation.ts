/** A hot part under test: `run` does it `BATCH` times. */
export interface Operation {
  readonly name: string
  readonly run: () => void
  /** Name of the operation it is compared with, measured in the same run. */
  readonly peer?: string
}

/** Times an operation is done between two looks at the clock, which is too coarse for one. */
export const BATCH = 1000
