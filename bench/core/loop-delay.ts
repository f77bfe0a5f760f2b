import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5

/** Measures how long this thread's event loop keeps a timer waiting beyond its time. */
export class LoopDelay {
  readonly #monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

  /** Forgets what was measured and goes on measuring. */
  restart(): void {
    this.#monitor.reset()
    this.#monitor.enable()
  }

  stop(): void {
    this.#monitor.disable()
  }

  /** 99th percentile of the delay, ms; 0 before anything was measured. */
  p99Ms(): number {
    const ms = this.#monitor.percentile(99) / 1e6 - RESOLUTION_MS
    return Number.isFinite(ms) ? Math.max(0, ms) : 0
  }
}
