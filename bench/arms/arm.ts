/** One way to do the work of a request. It takes requests and reports the end of each to the ledger. */
export interface Arm {
  /** Starts a request now. */
  submit(id: number, intendedMs: number): void
  /** Requests that have not ended. */
  readonly open: number
  /** Messages waiting now, and the age of the oldest, ms. 0 for an arm without a queue. */
  gauges(): { readonly queueDepth: number; readonly queueAgeMs: number }
  /** Most messages waiting at once, and the longest wait, ms. 0 for an arm without a queue. */
  queueMaxima(): { readonly depth: number; readonly ageMs: number }
  /** Ends all open requests as `unfinished` and releases everything. */
  abandon(): void
}
