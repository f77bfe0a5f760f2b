import type { Clock } from '../../bench/core/clock.ts'

/** Longest time that one piece takes, ms: a change of the rate has an effect after it. */
const PIECE_MS = 20

interface BandwidthOptions {
  /** Most bytes per second now; Infinity while nothing limits them. */
  readonly bytesPerSecond: () => number
  readonly write: (bytes: Uint8Array) => void
}

/** Passes bytes on at a limited rate, in order. Each piece of them arrives when all of its bytes could have. */
export class Bandwidth {
  readonly #clock: Clock
  readonly #options: BandwidthOptions
  /** When the bytes so far have passed, ms. */
  #freeMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, options: BandwidthOptions) {
    this.#clock = clock
    this.#options = options
  }

  /** Passes these bytes on and calls `done` after the last one. The next call must come after that. */
  pass(bytes: Uint8Array, done: () => void): void {
    const rate = this.#options.bytesPerSecond()
    if (rate === Number.POSITIVE_INFINITY || bytes.length === 0) {
      if (bytes.length > 0) this.#options.write(bytes)
      done()
      return
    }
    const length = Math.min(bytes.length, Math.max(1, Math.floor((rate * PIECE_MS) / 1000)))
    this.#freeMs = Math.max(this.#freeMs, this.#clock.nowMs()) + (length * 1000) / rate
    this.#clock.at(this.#freeMs, () => {
      this.#options.write(bytes.subarray(0, length))
      this.pass(bytes.subarray(length), done)
    })
  }
}
