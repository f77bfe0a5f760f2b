import { stringify } from 'csv-stringify/sync'
import { printable } from '../bench/core/printable.ts'
import { shortened } from '../bench/core/shortened.ts'
import { csvCell, markdownText } from './safe-text.ts'
import { plainText, type Span, type Tone, toned } from './span.ts'
import { type Layout, layoutOf } from './table-layout.ts'
import { wrapped } from './wrapped.ts'

/** One column of a table. Its head has meaning and unit. */
export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => string
  /** Cell in markdown, where it is more than text, such as a link. Otherwise the cell is escaped. */
  readonly markdown?: (row: Row) => string
  /** Shorter head, and shorter cell where that helps, for a terminal that is too narrow for all columns. */
  readonly short?: { readonly head: string; readonly cell?: (row: Row) => string }
  /** Tone of the cell in a terminal with colours. */
  readonly tone?: (row: Row) => Tone | undefined
  /** One space behind it instead of two. */
  readonly tight?: boolean
  /** Cells may be cut where the required columns do not fit. This is for names, which readers know. */
  readonly cuts?: boolean
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

/** A column at the end of a table that takes the remaining room. */
export interface LastColumn<Row> {
  readonly head: string
  /** Least width that it needs in a table of this width. Without that room it is left out. */
  readonly widthMin: (width: number) => number
  readonly widthMax: number
  readonly cell: (row: Row, width: number) => string
  readonly tone?: (row: Row) => Tone | undefined
  /** A line below it, such as the marks of an axis; empty for none. */
  readonly foot: (width: number) => string
}

interface TextOptions<Row> {
  /** Number of columns that are shown in any width. @defaultValue 2 */
  readonly shownMin?: number
  /** Number of columns for which cells are cut. @defaultValue `shownMin` */
  readonly wanted?: number
  readonly last?: LastColumn<Row> | undefined
}

/** A padded table for a terminal. Columns at the end that do not fit into `width` are left out and named. */
export function toText<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string {
  return plainText(tableSpans(columns, rows, width))
}

/** The same table as spans with tones. Where not all columns fit, short forms are used. */
export function tableSpans<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  options: TextOptions<Row> = {},
): Span[] {
  const long = textTable(columns, rows, width, options)
  const isWhole = long.layout.shown === columns.length
  const short = columns.map((column) => ({ ...column, ...column.short }))
  const table = isWhole ? long : textTable(short, rows, width, options)
  const { last } = options
  const omitted = [
    ...columns.slice(table.layout.shown).map(({ head }) => head),
    ...(last === undefined || table.lastWidth > 0 ? [] : [last.head]),
  ]
  const foot = last === undefined || table.lastWidth === 0 ? '' : last.foot(table.lastWidth)
  return [
    ...table.lines.flatMap((line) => [...trimmed(line), { text: '\n' }]),
    ...(foot === '' ? [] : [toned(`${' '.repeat(table.layout.used)}${foot}`, 'faint'), { text: '\n' }]),
    ...(omitted.length === 0
      ? []
      : [toned(wrapped(`(too narrow for: ${omitted.join(', ')})`, width), 'faint'), { text: '\n' }]),
  ]
}

interface TextTable {
  /** The heads, then the rows. */
  readonly lines: readonly (readonly Span[])[]
  readonly layout: Layout
  /** 0 without a last column. */
  readonly lastWidth: number
}

function textTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  { shownMin = 2, wanted = shownMin, last }: TextOptions<Row>,
): TextTable {
  const cells = [columns.map(({ head }) => head), ...cellsOf(columns, rows)].map((row) => row.map(cellText))
  const laid = columns.map(({ tight, cuts }, i) => ({
    width: Math.max(...cells.map((row) => row[i]!.length)),
    gap: tight ? 1 : 2,
    cuts: cuts ?? false,
  }))
  const lastMin = last?.widthMin(width) ?? 0
  const beside = layoutOf(laid, { width, shownMin, wanted, reserved: lastMin })
  const hasLast = last !== undefined && beside.used + lastMin <= width
  const layout = hasLast ? beside : layoutOf(laid, { width, shownMin, wanted, reserved: 0 })
  const lastWidth = hasLast ? Math.min(last.widthMax, width - layout.used) : 0
  const isLeft = columns.map((_, i) => !cells.slice(1).every((row) => isNumeric(row[i]!) || DURATION.test(row[i]!)))
  const lines = cells.map((row, at): Span[] => {
    const item = rows[at - 1]
    const parts = columns.slice(0, layout.shown).flatMap(({ tone }, i): Span[] => {
      const cell = shortened(row[i]!, layout.widths[i]!)
      const padded = isLeft[i] ? cell.padEnd(layout.widths[i]!) : cell.padStart(layout.widths[i]!)
      return [toned(padded, item === undefined ? 'faint' : tone?.(item)), { text: ' '.repeat(laid[i]!.gap) }]
    })
    if (last === undefined || lastWidth === 0) return parts
    if (item === undefined) return [...parts, toned(last.head.slice(0, lastWidth), 'faint')]
    return [...parts, toned(last.cell(item, lastWidth), last.tone?.(item))]
  })
  return { lines, layout, lastWidth }
}

/** A line without the spaces at its end. */
function trimmed(line: readonly Span[]): Span[] {
  const spans = [...line]
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const text = span.text.trimEnd()
    if (text !== '') return [...spans, { ...span, text }]
  }
  return []
}

function cellsOf<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): string[][] {
  return Array.from(rows, (row) => columns.map(({ cell }) => cell(row)))
}

const DURATION = /^[\d.]+ m?s$/

function isNumeric(cell: string): boolean {
  return /^([-+]?[\d.]+( %)?|n\/a|-|never|> [\d.]+)$/.test(cell)
}

/** Wider cells push all others off the screen. */
const CELL_MAX = 200

/** A cell in one line, which may be indented. */
function cellText(cell: string): string {
  return shortened(printable(cell.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, ' ')), CELL_MAX)
}
