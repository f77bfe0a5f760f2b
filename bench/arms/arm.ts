/** One way to do the work of a request: takes requests and tells the ledger how each one ends. */
export interface Arm {
  /** Starts a request now. */
  submit(id: number, intendedMs: number): void
  /** Requests that have not ended. */
  readonly open: number
  /** Messages waiting now, and how long the oldest has, ms; 0 for an arm without a queue. */
  gauges(): { readonly queueDepth: number; readonly queueAgeMs: number }
  /** Most messages waiting at once, and the longest wait, ms; 0 for an arm without a queue. */
  queueMaxima(): { readonly depth: number; readonly ageMs: number }
  /** Ends all that is open as `unfinished` and lets go of everything. */
  abandon(): void
}
