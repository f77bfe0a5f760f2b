import { counted } from '../format.ts'
import { toText } from '../table.ts'
import { CHANGE_COLUMNS, changeRow, SUSPECT_COLUMNS } from './change-columns.ts'
import type { Change } from './changes.ts'
import { nightText } from './level-text.ts'
import type { Overview } from './overview.ts'

/** Title of a table of suspects. */
export const SUSPECTS_TITLE = 'Suspects on the last one or two nights, too early to judge'

/** Text of `history check`: the changes to report, the suspects, and the nights and series that were checked. */
export function checkText(overview: Overview, reported: readonly Change[], width: number): string {
  const { suspects, changes } = overview
  const known = changes.length - reported.length
  const parts = [
    reported.length === 0
      ? `No new change${known === 0 ? '' : ` (${known} reported before; --all shows them)`}.\n`
      : toText(CHANGE_COLUMNS, reported.map(changeRow), width),
    ...(suspects.length === 0
      ? []
      : [`${SUSPECTS_TITLE}:\n${toText(SUSPECT_COLUMNS, suspects.map(changeRow), width)}`]),
    `${scopeText(overview)}\n`,
  ]
  return parts.join('\n')
}

/** Numbers of series and nights, figures that do not count, and the nights at which series break. */
export function scopeText({ series, nights, unused, breaks }: Overview): string {
  const lines = [
    `${counted(series.length, 'series', 'series')} over ${counted(nights, 'night')}, ${counted(breaks.length, 'break')}.`,
    ...(unused === 0 ? [] : [`${counted(unused, 'figure')} left out: invalid, partial or not known in every repeat.`]),
    ...breaks.map(
      ({ night, reason, series: broken }) =>
        `${counted(broken, 'series', 'series')} ${broken === 1 ? 'breaks' : 'break'} at ${nightText(night)}: ${reason}; nothing is compared across it.`,
    ),
  ]
  return lines.join('\n')
}
