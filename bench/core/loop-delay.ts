import type { Cancel } from './clock.ts'
import { RealClock } from './real-clock.ts'

const EVERY_MS = 5
/** Delays from here on are kept together. */
const DELAY_MAX_MS = 10_000

/**
 * How long this thread's event loop keeps a task waiting, seen by tasks that should run every 5 ms. A task that was late
 * stands for all that would have run meanwhile (d, d - 5, d - 10, ...), so that a long stall weighs as long as it lasted.
 */
export class LoopDelay {
  readonly #counts = new Uint32Array(DELAY_MAX_MS + 1)
  #clock = new RealClock()
  #cancel: Cancel = () => undefined

  /** Forgets what was measured and goes on measuring. `lateMs`: how late this call is, because the loop was blocked until now. */
  restart(lateMs = 0): void {
    this.stop()
    this.#counts.fill(0)
    this.#clock = new RealClock()
    if (lateMs > 0) this.record(lateMs)
    this.#next(EVERY_MS)
  }

  stop(): void {
    this.#cancel()
    this.#clock.stop()
  }

  /** A task that was due ran so much later, ms. */
  record(delayMs: number): void {
    for (let ms = delayMs; ms === delayMs || ms > 0; ms -= EVERY_MS) {
      this.#counts[Math.min(DELAY_MAX_MS, Math.max(0, Math.floor(ms)))]! += 1
    }
  }

  /** 99th percentile of the delay, whole ms; 0 before anything was measured. */
  p99Ms(): number {
    const total = this.#counts.reduce((sum, count) => sum + count, 0)
    let beyond = 0
    for (let ms = DELAY_MAX_MS; ms > 0; ms--) {
      beyond += this.#counts[ms]!
      if (beyond > 0.01 * total) return ms
    }
    return 0
  }

  #next(dueMs: number): void {
    this.#cancel = this.#clock.at(dueMs, () => {
      const nowMs = this.#clock.nowMs()
      this.record(nowMs - dueMs)
      this.#next(nowMs + EVERY_MS)
    })
  }
}
