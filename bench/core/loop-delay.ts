import type { Cancel } from './clock.ts'
import { RealClock } from './real-clock.ts'
import { sumOf } from './sums.ts'

const EVERY_MS = 5
/** Shorter delays are counted by whole ms; stalls from here on are rare, and each is kept. */
const STALL_MS = 10_000

/**
 * How long this thread's event loop keeps a task waiting, seen by tasks that should run every 5 ms. A task that was
 * late stands for all that would have run meanwhile (d, d - 5, d - 10, ...), so that a long stall weighs as long as it
 * lasted.
 */
export class LoopDelay {
  readonly #counts = new Uint32Array(STALL_MS)
  #stallsMs: number[] = []
  #clock = new RealClock()
  #cancel: Cancel = () => undefined

  /**
   * Forgets what was measured and goes on measuring. `lateMs`: how late this call is, because the loop was blocked
   * until now.
   */
  restart(lateMs = 0): void {
    this.stop()
    this.#counts.fill(0)
    this.#stallsMs = []
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
    if (delayMs >= STALL_MS) this.#stallsMs.push(delayMs)
    const firstMs = delayMs - EVERY_MS * tasksFrom(STALL_MS, delayMs)
    for (let ms = firstMs; ms === delayMs || ms > 0; ms -= EVERY_MS) {
      this.#counts[Math.max(0, Math.floor(ms))]! += 1
    }
  }

  /** 99th percentile of the delay, whole ms; 0 before anything was measured. */
  p99Ms(): number {
    const stalled = this.#stalledFrom(STALL_MS)
    const total = stalled + sumOf([...this.#counts], (count) => count)
    if (stalled > 0.01 * total) return this.#longestWith((count) => count > 0.01 * total)
    let beyond = stalled
    for (let ms = STALL_MS - 1; ms > 0; ms--) {
      beyond += this.#counts[ms]!
      if (beyond > 0.01 * total) return ms
    }
    return 0
  }

  /** The largest delay in whole ms that is reached by enough tasks of the stalls. */
  #longestWith(isEnough: (tasks: number) => boolean): number {
    let ms = STALL_MS
    let aboveMs = Math.floor(Math.max(...this.#stallsMs)) + 1
    while (aboveMs - ms > 1) {
      const middleMs = Math.floor((ms + aboveMs) / 2)
      if (isEnough(this.#stalledFrom(middleMs))) ms = middleMs
      else aboveMs = middleMs
    }
    return ms
  }

  #stalledFrom(ms: number): number {
    return sumOf(this.#stallsMs, (stallMs) => tasksFrom(ms, stallMs))
  }

  #next(dueMs: number): void {
    this.#cancel = this.#clock.at(dueMs, () => {
      const nowMs = this.#clock.nowMs()
      this.record(nowMs - dueMs)
      this.#next(nowMs + EVERY_MS)
    })
  }
}

/** How many of the tasks that a stall stands for were this late or later. */
function tasksFrom(ms: number, stallMs: number): number {
  return stallMs < ms ? 0 : Math.floor((stallMs - ms) / EVERY_MS) + 1
}
