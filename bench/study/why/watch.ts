import { capacityPerSecond } from '../../../targets/capacity.ts'
import type { Cell } from '../../cell.ts'
import { warmUpEndMs } from '../../core/phase.ts'
import { meanOf } from '../../core/sums.ts'
import { phasesOf } from '../../load/load.ts'
import { triggerSpan } from '../../load/trigger.ts'
import type { Pair } from '../../twin/pair.ts'
import type { Seeds } from '../trial.ts'
import type { Losses } from './loss-causes.ts'
import { lossesOf } from './losses.ts'
import { type SecondRates, secondsOf } from './rates.ts'
import { RequestCourses } from './request-courses.ts'
import type { Runs, Seen, WhySteps } from './runs.ts'

/** Most seconds before the trigger in which its load is measured. */
const BEFORE_S = 20

/** One seed of a cell with the causes of its losses. */
export interface Watched extends Seen {
  readonly losses: Losses
  /** The seconds of its plan, as far as it was run. */
  readonly seconds: readonly SecondRates[]
  /** Load right before the trigger; undefined where no whole second lies before it. */
  readonly before: Before | undefined
}

/** Load in the last seconds before a trigger. */
export interface Before {
  readonly requestsPerSecond: number
  /**
   * Attempts that reach the target, or its busiest shard, over the capacity; undefined when the capacity is not known.
   */
  readonly rho: number | undefined
}

/**
 * Runs a cell over seeds, and keeps where requests were lost. @throws ConfigError when there is nothing to judge.
 */
export function* watch(cell: Cell, { first, count }: Seeds, runs: Runs, what: string): WhySteps<Watched[]> {
  const watched: Watched[] = []
  for (let i = 0; i < count; i++) {
    const courses = new RequestCourses(cell, first + i)
    const { verdict, deficit, pair } = yield* runs.decide(cell, first + i, what, {
      onEvent: courses.hear,
      isWholePlan: true,
    })
    watched.push({
      verdict,
      deficit,
      losses: lossesOf(cell, pair, courses),
      seconds: secondsOf(cell, pair, courses),
      before: beforeOf(cell, pair, courses),
    })
  }
  return watched
}

function beforeOf(cell: Cell, { run }: Pair, courses: RequestCourses): Before | undefined {
  const toS = Math.floor(triggerSpan(cell)!.fromMs / 1000)
  const fromS = Math.max(Math.ceil(warmUpEndMs(phasesOf(cell.load, cell.faults)) / 1000), toS - BEFORE_S)
  if (toS <= fromS) return undefined
  const planned = run.plannedMs.subarray(0, run.count)
  const requests = planned.filter((ms) => ms >= 1000 * fromS && ms < 1000 * toS).length
  const capacity = capacityPerSecond(cell.target)
  const rho = capacity && (courses.attemptsPerSecond(fromS, toS) * courses.shards) / capacity
  return { requestsPerSecond: requests / (toS - fromS), rho }
}

/** Mean over seeds of the same cell. */
export function meanBefore(watched: readonly Watched[]): Before | undefined {
  const all = watched.flatMap(({ before }) => before ?? [])
  if (all.length === 0) return undefined
  const rhos = all.flatMap(({ rho }) => rho ?? [])
  return {
    requestsPerSecond: meanOf(all.map(({ requestsPerSecond }) => requestsPerSecond)),
    rho: rhos.length === 0 ? undefined : meanOf(rhos),
  }
}
