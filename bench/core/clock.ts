/** Takes back what was asked for: a scheduled task does not run, a call is no longer waited for. Idempotent. */
export type Cancel = () => void

/** Time as every part of the harness sees it: milliseconds (fractional) since the run began. */
export interface Clock {
  nowMs(): number
  /**
   * Runs `task` once at `dueMs`, or as soon as possible when that has passed. Equal due times run in the order asked.
   */
  at(dueMs: number, task: () => void): Cancel
}
