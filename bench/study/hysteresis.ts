import { capacityPerSecond } from '../../targets/capacity.ts'
import { ConfigError } from '../core/config-error.ts'
import { firstRateOf } from '../load/stage.ts'
import { GOOD_SHARE } from '../metrics/recovery.ts'
import type { WindowRow } from '../metrics/result.ts'
import { parseSuite } from '../parse-suite.ts'
import type { Suite } from '../suite.ts'
import { cellOf, runSeeds, type Seeds } from './trial.ts'

/** Goodput at one load, on the way up or down. */
export interface LoopPoint {
  readonly arm: string
  readonly direction: 'up' | 'down'
  /** Requests/s offered. */
  readonly rate: number
  /**
   * Requests/s that succeeded in time: the rate times the share that did of the requests planned in the second half of
   * the step.
   */
  readonly goodput: number
}

/**
 * Returns the suite without faults and with a load that goes up through the rates (shares of the capacity) and down
 * again, one step for each.
 */
export function staircase(suite: Suite, rhos: readonly number[], stepMs: number): Suite {
  if (capacityPerSecond(suite.target) === undefined) {
    throw new ConfigError('--hysteresis: must not be given for a target by URL, whose capacity is not known')
  }
  const stages = [...rhos, ...rhos.toReversed()].map((rho) => ({ durationMs: stepMs, rho, phase: 'baseline' as const }))
  const { arrival } = suite.load
  return parseSuite({ ...suite, faults: [], load: { arrival, stages } })
}

/** Drives an arm up and down a {@link staircase}, all seeds together. */
export function loopOf(suite: Suite, arm: string, seeds: Seeds): LoopPoint[] {
  const cell = cellOf(suite, arm)
  const steps = cell.load.stages ?? []
  const counts = steps.map(() => ({ planned: 0, good: 0 }))
  for (const { timeline, windowMs } of runSeeds(cell, seeds)) {
    for (const [k, { durationMs }] of steps.entries()) {
      for (const row of secondHalf(timeline, windowMs, k * durationMs!, durationMs!)) {
        counts[k]!.planned += row.offered
        counts[k]!.good += row.goodPlanned
      }
    }
  }
  return steps.map((step, k) => {
    const rate = firstRateOf(step)
    // A share, since random arrivals are sometimes above the rate and sometimes below it.
    const goodput = (rate * counts[k]!.good) / Math.max(1, counts[k]!.planned)
    return { arm, direction: k < steps.length / 2 ? 'up' : 'down', rate, goodput }
  })
}

/** Windows of the second half of a step; the first half is for settling in. */
function secondHalf(
  timeline: readonly WindowRow[],
  windowMs: number,
  fromMs: number,
  stepMs: number,
): readonly WindowRow[] {
  return timeline.slice(Math.ceil((fromMs + stepMs / 2) / windowMs), Math.floor((fromMs + stepMs) / windowMs))
}

/**
 * Width of the loop, requests/s: the load up to which the way up is good minus the load up to which the way down is
 * good. A load is good when goodput is at least 95 % of it. 0 where both agree; Infinity where the way down is never
 * good.
 */
export function loopWidth(points: readonly LoopPoint[]): number {
  const highestGood = (direction: LoopPoint['direction']) => {
    const good = points.filter((point) => point.direction === direction).toSorted((a, b) => a.rate - b.rate)
    const firstBad = good.findIndex(({ rate, goodput }) => goodput < GOOD_SHARE * rate)
    return firstBad < 0 ? good.at(-1)!.rate : (good[firstBad - 1]?.rate ?? 0)
  }
  const [up, down] = [highestGood('up'), highestGood('down')]
  return down === 0 && up > 0 ? Number.POSITIVE_INFINITY : Math.max(0, up - down)
}
