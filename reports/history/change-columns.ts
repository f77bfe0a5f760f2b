import type { Column } from '../table.ts'
import type { Change } from './changes.ts'
import type { Entry, HistoryName } from './entry.ts'
import { armTitle, commitText, levelText, metricTitle, nightText, pText, sizeText } from './level-text.ts'

/** A change as tables show it, whether it was just found or read from what was told. */
export interface ChangeRow extends Pick<Change, 'direction' | 'before' | 'after' | 'share' | 'p'> {
  readonly series: HistoryName & Pick<Entry, 'unit'>
  readonly night: string
  readonly commit: string | null
}

/** Changes for people, one per row. */
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

/** Without p: a suspect is no result of a test. */
export const SUSPECT_COLUMNS = CHANGE_COLUMNS.filter(({ head }) => head !== 'p')

/** The row of a change. */
export function changeRow({ series, index, direction, before, after, share, p }: Change): ChangeRow {
  const { night, commit } = series.points[index]!
  return { series, night, commit, direction, before, after, share, p }
}
