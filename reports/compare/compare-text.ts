import { toText } from '../table.ts'
import { compareColumns } from './compare-columns.ts'
import type { Comparison } from './comparison.ts'
import { headline } from './headline.ts'
import type { Row } from './row.ts'

const QUIET: readonly Row['verdict'][] = ['equivalent', 'equal', 'new']
/** Rows shown at most; the files have all. */
const ROWS_MAX = 40

/** A comparison for a terminal: the headline, and the gating series that changed or could not be judged. */
export function compareText(comparison: Comparison, width: number): string {
  const { by, rows, changes, notes } = comparison
  const listed = rows.filter(({ gates, verdict }) => gates && !QUIET.includes(verdict))
  const shown = listed.slice(0, ROWS_MAX)
  const more = listed.length > shown.length ? `(and ${listed.length - shown.length} more in compare.csv)\n` : ''
  const table = shown.length === 0 ? '' : `\n${toText(compareColumns(by, shown), shown, width)}${more}`
  const said = [...changes.map((change) => `configuration: ${change}`), ...notes].map((line) => `${line}\n`).join('')
  return `${headline(comparison)}\n${table}${said === '' ? '' : `\n${said}`}`
}
