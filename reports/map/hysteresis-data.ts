/** What one load of a sweep brought, on the way up or down. */
export interface HysteresisPoint {
  readonly arm: string
  readonly direction: 'up' | 'down'
  /** Requests/s offered. */
  readonly rate: number
  /** Requests/s completed in time. */
  readonly goodput: number
}

/** A load that rises step by step and falls again, for some arms. */
export interface HysteresisData {
  readonly suite: string
  readonly arms: readonly string[]
  /** In the order measured; several of one arm, direction and rate are drawn as their median. */
  readonly points: readonly HysteresisPoint[]
  /** Of rate and goodput, as `requests/s`. */
  readonly unit: string
}
