import type { Plan } from './plan.ts'

/**
 * The part of a load that one of several generators starts: the arrival at `index` (from 0) and every `count`-th after
 * it.
 */
export interface Share {
  readonly index: number
  readonly count: number
}

/** A load that one generator starts alone. */
export const WHOLE: Share = { index: 0, count: 1 }

/** Due times of the arrivals of a share; the i-th of them has the place `index + i x count` in the plan. */
export function* dueTimesOf(plan: Plan, { index, count }: Share): Generator<number> {
  let place = 0
  for (const dueMs of plan) {
    if (place % count === index) yield dueMs
    place += 1
  }
}
