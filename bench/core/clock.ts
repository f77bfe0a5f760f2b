/** Cancels a request: a scheduled task does not run, or the wait for a call ends. Calling it again does nothing. */
export type Cancel = () => void

/** Time for every part of the harness, in milliseconds (fractional) since the run began. */
export interface Clock {
  nowMs(): number
  /**
   * Runs `task` once at `dueMs`, or as soon as possible when that has passed. Equal due times run in the order asked.
   */
  at(dueMs: number, task: () => void): Cancel
}
