import { groupBy } from '../../bench/core/group-by.ts'
import { type Change, changesOf, type Found } from './changes.ts'
import type { Entry } from './entry.ts'
import { type BreakReason, historySeriesOf, isUsable } from './series.ts'

/** A night from which on some series cannot be compared with the nights before. */
interface Break {
  readonly night: string
  /** When the first of their runs began. */
  readonly at: string
  readonly reason: BreakReason
  readonly series: number
}

/** A history with everything that was found in it. */
export interface Overview {
  /** Series, in the order in which the history first names them. */
  readonly series: readonly Found[]
  readonly nights: number
  /** Number of figures that are left out: invalid, partial or not known in every repeat. */
  readonly unused: number
  /** In the order of time. */
  readonly breaks: readonly Break[]
  readonly changes: readonly Change[]
  readonly suspects: readonly Change[]
}

/** Looks for changes in every series of a history. */
export function overviewOf(entries: readonly Entry[]): Overview {
  const series = historySeriesOf(entries).map(changesOf)
  return {
    series,
    nights: new Set(entries.map(({ night }) => night)).size,
    unused: entries.filter((entry) => !isUsable(entry)).length,
    breaks: breaksOf(series),
    changes: series.flatMap(({ changes }) => changes),
    suspects: series.flatMap(({ suspect }) => suspect ?? []),
  }
}

function breaksOf(series: readonly Found[]): Break[] {
  const all = series.flatMap(({ series: { points }, stretches }) =>
    stretches.flatMap(({ reason, indexes }) => (reason === null ? [] : [{ ...points[indexes[0]!]!, reason }])),
  )
  return [...groupBy(all, ({ night, reason }) => `${reason} ${night}`).values()]
    .map((group) => {
      const first = group.reduce((a, b) => (b.at < a.at ? b : a))
      return { night: first.night, at: first.at, reason: first.reason, series: group.length }
    })
    .sort((a, b) => (`${a.at} ${a.reason}` < `${b.at} ${b.reason}` ? -1 : 1))
}
