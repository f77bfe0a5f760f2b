import type { Line, Waiting } from './line.ts'

export interface CodelOptions {
  /** Waiting time that is allowed, ms. */
  readonly targetMs: number
  /** Time for which waiting may stay above it before an attempt is dropped, ms. */
  readonly intervalMs: number
}

/** The values that RFC 8289 recommends. */
export const CODEL_DEFAULTS: CodelOptions = { targetMs: 5, intervalMs: 100 }

/** If dropping ended less than this many intervals ago, it resumes near its last rate (RFC 8289, section 5.3). */
const RECENT_INTERVALS = 16

/**
 * Controlled delay. Dropping starts when each attempt taken out during an interval has waited at least `targetMs`. The
 * n-th drop comes interval / sqrt(n) after the one before it. Dropping ends when an attempt has waited less. The last
 * two attempts of a line are never dropped, as the RFC spares the last packet. Source: RFC 8289, section 5.
 */
export class Codel {
  readonly #options: CodelOptions
  /** When waiting will have been above the target for an interval, ms; undefined while it is below. */
  #patienceEndsMs: number | undefined
  #dropping = false
  #nextDropMs = 0
  /** Drops since dropping began, and this number at its start. */
  #drops = 0
  #dropsAtStart = 0

  constructor(options: CodelOptions) {
    this.#options = options
  }

  /** Takes out the next attempt to work on and passes those before it to `drop`; undefined when the line is empty. */
  take(line: Line, nowMs: number, drop: (waiting: Waiting) => void): Waiting | undefined {
    let next = line.takeOldest()
    let late = this.#isLate(next, line.size, nowMs)
    if (this.#dropping) {
      while (late && nowMs >= this.#nextDropMs) {
        drop(next!)
        this.#drops += 1
        next = line.takeOldest()
        late = this.#isLate(next, line.size, nowMs)
        if (late) this.#nextDropMs = this.#after(this.#nextDropMs)
      }
      this.#dropping = late
    } else if (late) {
      drop(next!)
      next = line.takeOldest()
      this.#isLate(next, line.size, nowMs)
      this.#startDropping(nowMs)
    }
    return next
  }

  #startDropping(nowMs: number): void {
    const before = this.#drops - this.#dropsAtStart
    const recent = nowMs - this.#nextDropMs < RECENT_INTERVALS * this.#options.intervalMs
    this.#dropping = true
    this.#drops = before > 1 && recent ? before : 1
    this.#dropsAtStart = this.#drops
    this.#nextDropMs = this.#after(nowMs)
  }

  #isLate(waiting: Waiting | undefined, left: number, nowMs: number): boolean {
    const { targetMs, intervalMs } = this.#options
    if (waiting === undefined || left <= 1 || nowMs - waiting.sinceMs < targetMs) {
      this.#patienceEndsMs = undefined
      return false
    }
    this.#patienceEndsMs ??= nowMs + intervalMs
    return nowMs >= this.#patienceEndsMs
  }

  #after(atMs: number): number {
    return atMs + this.#options.intervalMs / Math.sqrt(this.#drops)
  }
}
