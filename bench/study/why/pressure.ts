import { capacityPerSecond } from '../../../targets/capacity.ts'
import { troubleAt } from '../../../targets/faults.ts'
import type { Cell } from '../../cell.ts'
import type { Cause } from './loss-causes.ts'
import type { AttemptCounts, RequestCourses } from './request-courses.ts'

/** Fewest attempts in a window. With fewer, chance decides how many of them are first ones. */
const ATTEMPTS_MIN = 20

/** Names the reason that the target, or the shard of a request, could not do its attempts in time. */
export class Pressure {
  readonly #cell: Pick<Cell, 'faults'>
  readonly #courses: RequestCourses
  readonly #perShard: number
  /** Attempts per second of each shard, around each second. */
  readonly #attempts: AttemptCounts[][]

  /** `courses` are those of a run that is over. */
  constructor(cell: Pick<Cell, 'target' | 'faults'>, courses: RequestCourses) {
    this.#cell = cell
    this.#courses = courses
    this.#perShard = (capacityPerSecond(cell.target) ?? Number.POSITIVE_INFINITY) / courses.shards
    this.#attempts = courses.seconds.map(windowMeans)
  }

  /**
   * Returns retries, an active fault, or first attempts alone; undefined when the target can do all attempts.
   */
  on(id: number, atMs: number): Extract<Cause, 'retries' | 'fault' | 'load'> | undefined {
    const shard = this.#courses.shardOf(id)
    const { first, all } = this.#attempts[shard]![Math.floor(atMs / 1000)] ?? { first: 0, all: 0 }
    const share = this.#shareLeft(shard, atMs)
    const capacity = share === 0 ? 0 : share * this.#perShard
    if (first <= capacity && all > capacity) return 'retries'
    // Without the fault the target might have been able to do these first attempts.
    if (share < 1) return 'fault'
    return first > capacity ? 'load' : undefined
  }

  /** Share of its capacity that faults leave a shard, 0 to 1. A fault of one tier counts for the whole chain. */
  #shareLeft(shard: number, atMs: number): number {
    const faults = this.#cell.faults.filter((fault) => (fault.shard ?? shard) === shard)
    const { outage, paused, capacityFactor, slowFactor, admittedSlowFactor, throttle } = troubleAt(faults, atMs)
    if (outage !== undefined || paused) return 0
    const share = capacityFactor / (slowFactor * admittedSlowFactor)
    return throttle === undefined ? share : Math.min(share, 1000 / throttle.gapMs / this.#perShard)
  }
}

/**
 * Attempts per second around each second: the mean over the shortest centred window that holds at least 20 attempts.
 */
export function windowMeans(seconds: readonly (AttemptCounts | undefined)[]): AttemptCounts[] {
  return Array.from(seconds, (_, s) => meanAround(seconds, s))
}

function meanAround(seconds: readonly (AttemptCounts | undefined)[], s: number): AttemptCounts {
  let [first, all] = [0, 0]
  const add = (counts: AttemptCounts | undefined) => {
    first += counts?.first ?? 0
    all += counts?.all ?? 0
  }
  add(seconds[s])
  let [fromS, toS] = [s, s + 1]
  while (all < ATTEMPTS_MIN && (fromS > 0 || toS < seconds.length)) {
    if (fromS > 0) add(seconds[--fromS])
    if (toS < seconds.length) add(seconds[toS++])
  }
  return { first: first / (toS - fromS), all: all / (toS - fromS) }
}
