import type { MetricRule } from '../compare/metric-rule.ts'
import { isLarge, levelOf } from './level.ts'

/** Most values of a suspect: with one more, the test can decide. */
const SUSPECT_MAX = 2
/** Fewest and most values on the other side. */
const BODY_MIN = 3
const BODY_MAX = 30

/** The last values of a series, which may be a new level. */
export interface Suspicion {
  readonly index: number
  readonly before: number
  readonly after: number
}

/**
 * Finds a suspect: the last two values, or the last one, lie on one side of all of up to 30 values since the last
 * change, beyond the outermost of them by at least the metric's smallest change. There are too few values for a test.
 */
export function suspicionOf(values: readonly number[], lastStep: number, rule: MetricRule): Suspicion | undefined {
  for (let length = SUSPECT_MAX; length >= 1; length--) {
    const index = values.length - length
    const body = values.slice(Math.max(lastStep, index - BODY_MAX), Math.max(lastStep, index))
    const tail = values.slice(index)
    if (body.length < BODY_MIN) continue
    const [low, high] = [Math.min(...body), Math.max(...body)]
    const isBeyond =
      tail.every((value) => value > high && isLarge(high, value, rule)) ||
      tail.every((value) => value < low && isLarge(low, value, rule))
    if (isBeyond) return { index, before: levelOf(body), after: levelOf(tail) }
  }
  return undefined
}
