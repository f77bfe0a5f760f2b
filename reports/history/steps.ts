import type { MetricRule } from '../compare/metric-rule.ts'
import { type ChangePoint, changePoints } from '../statistics/change-points.ts'
import { doubledRanks } from '../statistics/rank-sums.ts'
import { isLarge, levelOf } from './level.ts'

/** A step: values from `index` on lie on another level than those before. */
export interface Step {
  readonly index: number
  readonly before: number
  readonly after: number
  readonly p: number
}

const OPTIONS = { window: 30, pMax: 0.001, segmentMin: 3 } as const
/** A change on this many last values is a suspect, not a step. */
const SUSPECT_MAX = 2

/**
 * Finds the steps of a measured series by E-divisive. Each is at least as large as the metric's smallest change, and
 * none is on the last two values.
 */
export function stepsOf(values: readonly number[], rule: MetricRule): Step[] {
  // A floor in the metric's own unit is no share, and nothing is a share of infinity. Both are checked below.
  const isShare = rule.effect === 'ratio' && values.every(Number.isFinite)
  const found = changePoints(values, { ...OPTIONS, magnitudeMin: isShare ? rule.minimum : 0 })
  return largeOnes(values, withoutYoung(values, found), rule)
}

/**
 * Drops a last change that rests on two values alone. The test may take these two and the value before them for a level
 * of three. So the place of the last change is searched again: where the squared deviations from both levels are least
 * (of ranks, where values are infinite). If that is on the last two values, the change is dropped.
 */
function withoutYoung(values: readonly number[], found: readonly ChangePoint[]): readonly ChangePoint[] {
  const last = found.at(-1)
  if (last === undefined) return found
  const from = found.at(-2)?.index ?? 0
  const own = (values.every(Number.isFinite) ? values : doubledRanks(values)).slice(from)
  const squares = (index: number) => deviation(own.slice(0, index)) + deviation(own.slice(index))
  const places = Array.from({ length: values.length - last.index }, (_, i) => last.index - from + i)
  const best = places.reduce((a, b) => (squares(b) < squares(a) ? b : a))
  return best >= own.length - SUSPECT_MAX ? found.slice(0, -1) : found
}

/** Sum of squared deviations from the mean. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}

/** Removes steps that are too small, one by one from the smallest, since each removal changes the levels beside it. */
function largeOnes(values: readonly number[], found: readonly ChangePoint[], rule: MetricRule): Step[] {
  const steps = levelled(values, found)
  const small = steps.filter(({ before, after }) => !isLarge(before, after, rule))
  if (small.length === 0) return steps
  const least = small.reduce((a, b) => (sizeOf(b) < sizeOf(a) ? b : a))
  return largeOnes(
    values,
    found.filter(({ index }) => index !== least.index),
    rule,
  )
}

function sizeOf({ before, after }: Step): number {
  return before === after ? 0 : Math.abs(after - before)
}

function levelled(values: readonly number[], found: readonly ChangePoint[]): Step[] {
  const bounds = [0, ...found.map(({ index }) => index), values.length]
  const levels = bounds.slice(1).map((end, i) => levelOf(values.slice(bounds[i], end)))
  return found.map(({ index, p }, i) => ({ index, p, before: levels[i]!, after: levels[i + 1]! }))
}
