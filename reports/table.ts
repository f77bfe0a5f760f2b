import { stringify } from 'csv-stringify/sync'
import { printable } from '../bench/core/printable.ts'
import { shortened } from '../bench/core/shortened.ts'
import { csvCell, markdownText } from './safe-text.ts'

/** One column of a table; unit and meaning are in its head. */
export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => string
  /** For markdown, where it is more than text, such as a link; else the cell is escaped. */
  readonly markdown?: (row: Row) => string
}

/** A table as CSV with LF and a heading. */
export function toCsv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): string {
  const lines = [columns.map(({ head }) => head), ...cellsOf(columns, rows)]
  return stringify(
    lines.map((cells) => cells.map(csvCell)),
    { record_delimiter: '\n' },
  )
}

/** A table as markdown. Cells are not padded, so that a diff shows only what changed. Numbers stand to the right. */
export function toMarkdown<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = cellsOf(columns, rows)
  const rule = columns.map((_, i) => (cells.every((row) => isNumeric(row[i]!)) ? '---:' : '---'))
  const shown = rows.map((row, i) => columns.map(({ markdown }, j) => markdown?.(row) ?? markdownText(cells[i]![j]!)))
  return [columns.map(({ head }) => markdownText(head)), rule, ...shown]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('')
}

/** A column at the end of a table that is always there, and takes the room that is left. */
export interface LastColumn<Row> {
  /** The least it needs in a table of this width. */
  readonly widthMin: (width: number) => number
  readonly widthMax: number
  readonly column: (width: number) => Column<Row>
}

/** A table for a terminal: padded, and with the last columns left out that do not fit into `width`, before `last` where there is one. */
export function toText<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  last?: LastColumn<Row>,
): string {
  const cells = [columns.map(({ head }) => head), ...cellsOf(columns, rows)].map((row) => row.map(cellText))
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)))
  let shown = 0
  let used = 0
  const room = width - (last === undefined ? 0 : last.widthMin(width) + 2)
  while (shown < columns.length && (shown < 2 || used + widths[shown]! <= room)) {
    used += widths[shown]! + 2
    shown += 1
  }
  const left = columns.map((_, i) => !cells.slice(1).every((row) => isNumeric(row[i]!)))
  const lastWidth = last === undefined ? 0 : Math.max(last.widthMin(width), Math.min(last.widthMax, width - used))
  const lastColumn = last?.column(lastWidth)
  const lastCells = lastColumn === undefined ? [] : [lastColumn.head, ...rows.map(lastColumn.cell)]
  const lines = cells.map((row, at) =>
    [
      ...row.slice(0, shown).map((cell, i) => (left[i] ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))),
      ...lastCells.slice(at, at + 1).map((cell) => cell.slice(0, lastWidth)),
    ]
      .join('  ')
      .trimEnd(),
  )
  const omitted = columns.slice(shown).map(({ head }) => head)
  const note = omitted.length === 0 ? '' : `(too narrow for: ${omitted.join(', ')})\n`
  return `${lines.join('\n')}\n${note}`
}

function cellsOf<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): string[][] {
  return Array.from(rows, (row) => columns.map(({ cell }) => cell(row)))
}

function isNumeric(cell: string): boolean {
  return /^([-+]?[\d.]+( %)?|n\/a|-|never|> [\d.]+)$/.test(cell)
}

/** Wider cells push all others off the screen. */
const CELL_MAX = 200

/** A cell in one line, which may be indented. */
function cellText(cell: string): string {
  return shortened(printable(cell.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, ' ')), CELL_MAX)
}
