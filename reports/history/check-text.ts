import { toText } from '../table.ts'
import { CHANGE_COLUMNS, changeRow, SUSPECT_COLUMNS } from './change-columns.ts'
import type { Change } from './changes.ts'
import { nightText } from './level-text.ts'
import type { Overview } from './overview.ts'

/** What `history check` says: the changes to tell, the suspects, and what was looked at. */
export function checkText(overview: Overview, told: readonly Change[], width: number): string {
  const { suspects, changes } = overview
  const known = changes.length - told.length
  const parts = [
    told.length === 0
      ? `No new change${known === 0 ? '' : ` (${known} told before; --all shows them)`}.\n`
      : toText(CHANGE_COLUMNS, told.map(changeRow), width),
    ...(suspects.length === 0
      ? []
      : [
          `Suspects, on the last two nights and not yet to be judged:\n${toText(SUSPECT_COLUMNS, suspects.map(changeRow), width)}`,
        ]),
    `${scopeText(overview)}\n`,
  ]
  return parts.join('\n')
}

/** How many series and nights there are, how many do not count, and where series break. */
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

/** A count with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
