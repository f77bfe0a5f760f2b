import { SERIES_COLUMNS } from '../csv/series-columns.ts'
import { csvValue } from '../format.ts'
import { type Column, toCsv } from '../table.ts'
import type { Row } from './row.ts'

const COLUMNS: readonly Column<Row>[] = [
  ...SERIES_COLUMNS,
  { head: 'gate', cell: ({ gates }) => String(gates) },
  { head: 'base_n', cell: ({ base }) => String(base?.n ?? 0) },
  { head: 'base', cell: ({ base, unit }) => csvValue(base?.median ?? Number.NaN, unit) },
  { head: 'head_n', cell: ({ head }) => String(head?.n ?? 0) },
  { head: 'head', cell: ({ head, unit }) => csvValue(head?.median ?? Number.NaN, unit) },
  { head: 'scale', cell: ({ scale }) => scale },
  ...(['effect', 'low', 'high', 'p', 'q', 'minimum', 'mde'] as const).map(
    (name): Column<Row> => ({ head: name, cell: (row) => numberText(row[name]) }),
  ),
  { head: 'runs_needed', cell: ({ runsNeeded }) => numberText(runsNeeded, 0) },
  { head: 'verdict', cell: ({ verdict }) => verdict },
  { head: 'note', cell: ({ note }) => note },
]

/** `compare.csv`: one row per series. An empty cell does not apply; `inf` is "never". */
export function compareCsv(rows: readonly Row[]): string {
  return toCsv(COLUMNS, rows)
}

function numberText(value: number, digits = 6): string {
  if (Number.isNaN(value)) return ''
  return Number.isFinite(value) ? value.toFixed(digits) : value > 0 ? 'inf' : '-inf'
}
