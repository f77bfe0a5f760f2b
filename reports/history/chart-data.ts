import type { Change, Found } from './changes.ts'
import { levelOf } from './level.ts'
import { shownValue, sizeText } from './level-text.ts'
import { isUsable } from './series.ts'

/** Kinds of points in a chart. */
export const MARKS = ['night', 'suspect', 'never', 'not used'] as const
export type Mark = (typeof MARKS)[number]

/** One night in a chart, at `y` in the shown unit. */
interface ChartPoint {
  readonly x: number
  readonly y: number
  readonly mark: Mark
  /** Points with the same number are joined by a line; -1 for a point that stands alone. */
  readonly line: number
}

/** Kinds of rules (straight lines) in a chart. */
export const RULES = ['level', 'regressed', 'improved', 'changed', 'break'] as const
export type Rule = (typeof RULES)[number]

/** A level (from x to x2 at y), or a vertical line at x. */
export interface ChartRule {
  readonly rule: Rule
  readonly x: number
  readonly x2?: number
  readonly y?: number
  readonly label?: string
}

/** A series ready to be drawn. */
export interface ChartData {
  readonly points: readonly ChartPoint[]
  readonly rules: readonly ChartRule[]
  /** Lowest and highest value on the axis. */
  readonly low: number
  readonly high: number
  /** False where no night has a finite value. */
  readonly hasScale: boolean
}

/** A level reaches this many nights beyond its first and last night; in a short chart, this share of the width. */
const REACH = 0.4
const REACH_SHARE = 0.02
/** The axis spans at least this share of the middle value, so that noise looks as small as it is. */
const SPAN_MIN = 0.2
const PADDING = 0.08
/** Distance from the ends of the axis, as a share of it, at which values without a place on it are drawn. */
const INSET = 0.03

/** Points, levels, changes and breaks of a series. */
export function chartDataOf(found: Found): ChartData {
  const { unit } = found.series
  const values = found.series.points
    .filter(isUsable)
    .map(({ median }) => shownValue(median, unit))
    .filter(Number.isFinite)
  const [low, high] = domainOf(values)
  return {
    low,
    high,
    hasScale: values.length > 0,
    points: pointsOf(found, low, high),
    rules: [...levelsOf(found), ...found.changes.map(changeRule), ...breaksOf(found)],
  }
}

function domainOf(values: readonly number[]): [low: number, high: number] {
  if (values.length === 0) return [0, 1]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const middle = (low + high) / 2
  const half = Math.max((high - low) / 2, (Math.abs(middle) * SPAN_MIN) / 2) || 1
  const least = middle - half * (1 + 2 * PADDING)
  // Where no value is below 0, the axis does not go below 0.
  return [low >= 0 ? Math.max(0, least) : least, middle + half * (1 + 2 * PADDING)]
}

function pointsOf({ series, stretches, suspect }: Found, low: number, high: number): ChartPoint[] {
  const stretchAt = new Map(stretches.flatMap(({ indexes }, i) => indexes.map((index) => [index, i] as const)))
  const inset = (high - low) * INSET
  let line = 0
  let before: number | undefined
  return series.points.map((point, x) => {
    const stretch = stretchAt.get(x)
    const y = shownValue(point.median, series.unit)
    if (stretch === undefined || !Number.isFinite(y)) {
      before = undefined
      return {
        x,
        y: y === Number.POSITIVE_INFINITY ? high - inset : low + inset,
        mark: stretch === undefined ? 'not used' : 'never',
        line: -1,
      }
    }
    if (stretch !== before) line += 1
    before = stretch
    return { x, y, mark: suspect !== null && x >= suspect.index ? 'suspect' : 'night', line }
  })
}

function levelsOf({ series, stretches, changes, suspect }: Found): ChartRule[] {
  const reach = Math.min(REACH, REACH_SHARE * series.points.length)
  const starts = new Set(changes.map(({ index }) => index))
  return stretches.flatMap(({ indexes }) => {
    const parts: number[][] = []
    for (const index of indexes) {
      if (suspect !== null && index >= suspect.index) break
      if (parts.length === 0 || starts.has(index)) parts.push([index])
      else parts.at(-1)!.push(index)
    }
    return parts.flatMap((part): ChartRule[] => {
      const y = shownValue(levelOf(part.map((index) => series.points[index]!.median)), series.unit)
      return Number.isFinite(y) ? [{ rule: 'level', x: part[0]! - reach, x2: part.at(-1)! + reach, y }] : []
    })
  })
}

function changeRule(change: Change): ChartRule {
  return { rule: change.direction, x: change.index - 0.5, label: sizeText(change) }
}

function breaksOf({ stretches }: Found): ChartRule[] {
  return stretches.flatMap(({ reason, indexes }) =>
    reason === null ? [] : [{ rule: 'break' as const, x: indexes[0]! - 0.5, label: reason }],
  )
}
