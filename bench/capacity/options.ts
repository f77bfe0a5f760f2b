export interface CapacityOptions {
  /** The user's own service instead of ours; it gets GET requests. */
  readonly url: string | undefined
  /** Length of one closed-loop level, whole seconds in ms. */
  readonly levelMs: number
  /** Length of one open-loop measurement, ms. */
  readonly openLoopMs: number
  readonly onProgress: (line: string) => void
}
