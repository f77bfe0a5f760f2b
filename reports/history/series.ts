import { groupBy } from '../../bench/core/group-by.ts'
import { type Entry, type HistoryName, historyKey } from './entry.ts'

/** One metric of one arm over the nights. */
export interface Series extends HistoryName, Pick<Entry, 'unit' | 'better'> {
  /** All nights in the order of time, including those that must not be used. */
  readonly points: readonly Entry[]
}

/** Reasons why figures from one night on cannot be compared with those before. */
const BREAK_REASONS = ['another plan', 'another unit', 'other seeds', 'another machine'] as const
export type BreakReason = (typeof BREAK_REASONS)[number]

/** Points of a series that can be compared. */
export interface Stretch {
  /** Why it cannot be compared with the stretch before; null for the first. */
  readonly reason: BreakReason | null
  /** Places of the points in the series, ascending. */
  readonly indexes: readonly number[]
}

/** Series in the order in which they are first named; unit and direction are those of the latest night. */
export function historySeriesOf(entries: readonly Entry[]): Series[] {
  const sorted = entries.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
  const order = groupBy(entries, historyKey)
  const groups = groupBy(sorted, historyKey)
  return [...order.keys()].map((key) => {
    const points = groups.get(key)!
    const { suite, variant, arm, metric, kind, unit, better } = points.at(-1)!
    return { suite, variant, arm, metric, kind, unit, better, points }
  })
}

/** Whether a night counts: its runs are valid, and every repeat knows the figure. */
export function isUsable({ status, median }: Entry): boolean {
  return status === 'valid' && !Number.isNaN(median)
}

/** The usable points of a series, cut where they stop being comparable. */
export function stretchesOf({ points }: Pick<Series, 'points'>): Stretch[] {
  const stretches: { reason: BreakReason | null; indexes: number[] }[] = []
  for (const [index, point] of points.entries()) {
    if (!isUsable(point)) continue
    const before = stretches.at(-1)?.indexes.at(-1)
    const reason = before === undefined ? null : reasonOf(points[before]!, point)
    if (before === undefined || reason !== null) stretches.push({ reason, indexes: [index] })
    else stretches.at(-1)!.indexes.push(index)
  }
  return stretches
}

/** Exact figures depend on the seeds and not on the machine; measured figures, the other way round. */
function reasonOf(was: Entry, is: Entry): BreakReason | null {
  if (was.plan !== is.plan) return 'another plan'
  if (was.unit !== is.unit) return 'another unit'
  if (is.kind === 'exact') return was.seed === is.seed && was.n === is.n ? null : 'other seeds'
  return was.class === is.class ? null : 'another machine'
}
