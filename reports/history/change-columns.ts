import type { Column } from '../table.ts'
import type { Change } from './changes.ts'
import type { Entry, HistoryName } from './entry.ts'
import { armTitle, commitText, levelText, metricTitle, nightText, pText, sizeText } from './level-text.ts'

/** A change as tables show it, found just now or read from a JSON document. */
export interface ChangeRow extends Pick<Change, 'direction' | 'before' | 'after' | 'share' | 'p'> {
  readonly series: HistoryName & Pick<Entry, 'unit'>
  readonly night: string
  readonly commit: string | null
}

/** Columns of a table of changes. */
export const CHANGE_COLUMNS: readonly Column<ChangeRow>[] = [
  { head: 'direction', cell: ({ direction }) => direction },
  { head: 'series', cell: ({ series }) => armTitle(series) },
  { head: 'metric', cell: ({ series }) => metricTitle(series) },
  { head: 'before', cell: ({ before, series }) => levelText(before, series.unit) },
  { head: 'after', cell: ({ after, series }) => levelText(after, series.unit) },
  { head: 'change', cell: sizeText },
  { head: 'p', cell: pText },
  { head: 'night', cell: ({ night }) => nightText(night) },
  { head: 'commit', cell: ({ commit }) => commitText(commit) },
]

/** Columns of a table of suspects. They have no p, because no test found them. */
export const SUSPECT_COLUMNS = CHANGE_COLUMNS.filter(({ head }) => head !== 'p')

/** The row of a change that was found just now. */
export function changeRow({ series, index, direction, before, after, share, p }: Change): ChangeRow {
  const { night, commit } = series.points[index]!
  return { series, night, commit, direction, before, after, share, p }
}
