import { isDeepStrictEqual } from 'node:util'
import type { Cell } from '../cell.ts'
import type { Load } from '../load/load.ts'
import { Side } from './side.ts'

/** Most twins that are kept, and most requests in all of them together: some hundred MB. */
const TWINS_MAX = 50
const REQUESTS_KEPT_MAX = 5_000_000
/** The load of a twin ends later than that of any run. */
const ENDLESS_MS = 1e9

/**
 * Keeps twins that runs share. A twin has no faults, so runs that differ only in their faults, or in the length of
 * their last rate, have the same one. Only the twins of one cell are kept, since a study goes over all seeds at each
 * value.
 */
export class Twins {
  #cell: Cell | undefined
  /** By seed. */
  readonly #kept = new Map<number, Side>()

  /**
   * Returns the run of the cell and seed without faults. It may be ahead of the run that asks for it. @throws
   * ConfigError when the cell cannot be simulated.
   */
  of(cell: Cell, seed: number): Side {
    const twinCell = { ...cell, faults: [], load: endless(cell.load) }
    if (!isDeepStrictEqual(twinCell, this.#cell)) this.#kept.clear()
    this.#cell = twinCell
    const twin = this.#kept.get(seed) ?? new Side(twinCell, seed)
    // When there is no room the new twin is dropped: the next value asks for the earlier seeds first.
    if (this.#hasRoom(seed)) this.#kept.set(seed, twin)
    else this.#kept.delete(seed)
    return twin
  }

  #hasRoom(seed: number): boolean {
    let requests = 0
    for (const { log } of this.#kept.values()) requests += log.count
    return requests < REQUESTS_KEPT_MAX && (this.#kept.has(seed) || this.#kept.size < TWINS_MAX)
  }
}

/** Holds the last rate of a load for good. A load that ends in a ramp, in bursts or in a trace stays as it is. */
function endless(load: Load): Load {
  const last = load.stages?.at(-1)
  if (typeof last?.ratePerSecond !== 'number') return load
  return { ...load, stages: [...load.stages!.slice(0, -1), { ...last, durationMs: ENDLESS_MS }] }
}
