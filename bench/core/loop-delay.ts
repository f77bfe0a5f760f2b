import type { Cancel, Clock } from './clock.ts'
import { RealClock } from './real-clock.ts'
import { sumOf } from './sums.ts'

const EVERY_MS = 5
/** Shorter delays are counted by whole ms. Longer stalls are rare, and each is kept. */
const STALL_MS = 10_000

/**
 * Measures how long this thread's event loop keeps a task waiting, by tasks that should run every 5 ms. A task that is
 * `d` ms late stands for all that should have run meanwhile (d, d - 5, d - 10, ...). So a stall counts by its length.
 */
export class LoopDelay {
  readonly #counts = new Uint32Array(STALL_MS)
  #stallsMs: number[] = []
  #clock = new RealClock()
  #cancel: Cancel = () => undefined

  /**
   * Drops all measurements and starts again. `lateMs`: how late this call is itself, because the loop was blocked.
   */
  restart(lateMs = 0): void {
    this.stop()
    this.#counts.fill(0)
    this.#stallsMs = []
    this.#clock = new RealClock()
    if (lateMs > 0) this.record(lateMs)
    this.#next(EVERY_MS)
  }

  /** Starts again now, and again at `atMs` of a clock: stalls of a warm-up do not count. */
  restartAfter(clock: Clock, atMs: number): void {
    this.restart()
    clock.at(atMs, () => this.restart(atMs > 0 ? clock.nowMs() - atMs : 0))
  }

  stop(): void {
    this.#cancel()
    this.#clock.stop()
  }

  /** Records how late a due task ran, ms. */
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

  /** The largest delay in whole ms that enough tasks of the stalls reached. */
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

/** Number of tasks that a stall stands for and that were at least `ms` late. */
function tasksFrom(ms: number, stallMs: number): number {
  return stallMs < ms ? 0 : Math.floor((stallMs - ms) / EVERY_MS) + 1
}
