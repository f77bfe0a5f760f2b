/** Recent results of attempts, by which a breaker decides. */
export interface HealthWindow {
  record(failed: boolean, nowMs: number): void
  /** Calls inside the window at `nowMs`, and failures among them. */
  calls(nowMs: number): number
  failures(nowMs: number): number
}

/** The last `size` results. */
export class CountWindow implements HealthWindow {
  readonly #failed: Uint8Array
  #results = 0
  #failures = 0

  constructor(size: number) {
    this.#failed = new Uint8Array(size)
  }

  record(failed: boolean): void {
    const slot = this.#results % this.#failed.length
    this.#failures += Number(failed) - this.#failed[slot]!
    this.#failed[slot] = Number(failed)
    this.#results += 1
  }

  calls(): number {
    return Math.min(this.#results, this.#failed.length)
  }

  failures(): number {
    return this.#failures
  }
}

const BUCKETS = 10

/** The results of the last `windowMs`, in ten buckets. A result leaves after 90 to 100 % of the window. */
export class TimeWindow implements HealthWindow {
  readonly #bucketMs: number
  readonly #calls = new Uint32Array(BUCKETS)
  readonly #failures = new Uint32Array(BUCKETS)
  #newest = Number.NEGATIVE_INFINITY

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS
  }

  record(failed: boolean, nowMs: number): void {
    const slot = this.#advance(nowMs)
    this.#calls[slot]! += 1
    if (failed) this.#failures[slot]! += 1
  }

  calls(nowMs: number): number {
    this.#advance(nowMs)
    return sum(this.#calls)
  }

  failures(nowMs: number): number {
    this.#advance(nowMs)
    return sum(this.#failures)
  }

  /** Empties the buckets that have expired and returns the slot of the current one. */
  #advance(nowMs: number): number {
    const present = Math.floor(nowMs / this.#bucketMs)
    const first = Math.max(this.#newest + 1, present - BUCKETS + 1)
    for (let bucket = first; bucket <= present; bucket++) {
      const slot = slotOf(bucket)
      this.#calls[slot] = 0
      this.#failures[slot] = 0
    }
    this.#newest = Math.max(this.#newest, present)
    return slotOf(this.#newest)
  }
}

function slotOf(bucket: number): number {
  return ((bucket % BUCKETS) + BUCKETS) % BUCKETS
}

function sum(counts: Uint32Array): number {
  let total = 0
  for (const count of counts) total += count
  return total
}
