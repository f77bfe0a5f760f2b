import { RETRY_REASONS } from '../../bench/core/call.ts'
import type { Phase } from '../../bench/core/phase.ts'
import { sumOf } from '../../bench/core/sums.ts'
import type { WindowRow } from '../../bench/metrics/result.ts'
import { emptyRow } from '../../bench/metrics/timeline.ts'
import { packNumbers, unpackNumbers } from './packed-numbers.ts'

/** A timeline as a file holds it: as columns, which take a tenth of the room of rows. */
export interface PackedTimeline {
  /** The phases of the windows, and how many windows in a row belong to each. */
  readonly phases: readonly (readonly [phase: Phase, windows: number])[]
  /**
   * By `offered` or `retriesAfter.timeout`. A column is left out when each window has the value of one in which nothing
   * happened.
   */
  readonly columns: Readonly<Record<string, PackedColumn>>
}

/**
 * Text: 0 for null, else 1 + the difference from the known value before, with the sign as lowest bit. Fractions stay a
 * list.
 */
type PackedColumn = string | readonly Value[]
type Value = number | null
type Cells = { readonly [name: string]: Value }
/** Place of a column in a row. */
type Place = readonly [key: keyof WindowRow, inner?: string]

/** More windows than a run can have. */
const WINDOWS_MAX = 1_000_000
/** The difference of two such numbers, doubled, is still exact. */
const PACKED_MAX = 2 ** 50

const EMPTY = emptyRow(0, 'baseline')
const PLACES: readonly Place[] = Object.entries(EMPTY).flatMap(([name, value]): Place[] => {
  const key = name as keyof WindowRow
  if (key === 'fromMs' || key === 'phase') return []
  return typeof value === 'object' && value !== null ? Object.keys(value).map((inner) => [key, inner]) : [[key]]
})

/** Columns that are mostly the sum of others. Only the difference from that sum is kept. */
const BEYOND: { readonly [Key in keyof WindowRow]?: (row: WindowRow) => number } = {
  retries: ({ retriesAfter, redeliveries }) => sumOf(RETRY_REASONS, (reason) => retriesAfter[reason]) + redeliveries,
  open: ({ inFlight }) => inFlight,
}

/** Rows as columns. */
export function packTimeline(rows: readonly WindowRow[]): PackedTimeline {
  const columns = PLACES.flatMap((place): [string, PackedColumn][] => {
    const cells = rows.map((row) => cellOf(row, place))
    const usual = cellOf(EMPTY, place)
    return cells.every((cell) => cell === usual) ? [] : [[place.join('.'), packColumn(cells)]]
  })
  return { phases: phasesOf(rows), columns: Object.fromEntries(columns) }
}

/** The rows of a packed timeline, or the rule that it breaks with the path to where it does. */
export function unpackTimeline(packed: object, windowMs: number): WindowRow[] | { path: string[]; message: string } {
  const { phases, columns } = packed as Partial<Record<keyof PackedTimeline, unknown>>
  if (!isPhases(phases)) return { path: ['phases'], message: 'must be a list of a phase and how many windows it has' }
  const named = phases.flatMap(([phase, windows]) => Array<Phase>(windows).fill(phase))
  if (typeof columns !== 'object' || columns === null) return { path: ['columns'], message: 'must be an object' }
  const rows = named.map((phase, i) => emptyRow(i * windowMs, phase))
  for (const place of PLACES) {
    const name = place.join('.')
    const column: unknown = (columns as Record<string, unknown>)[name]
    if (column === undefined) continue
    const cells = typeof column === 'string' ? unpackColumn(column) : Array.isArray(column) ? (column as Value[]) : []
    if (cells?.length !== rows.length)
      return { path: ['columns', name], message: `must hold a value for each of ${rows.length} windows` }
    for (const [i, row] of rows.entries()) setCell(row, place, cells[i]!)
  }
  return rows.map((row) => ({
    ...row,
    retries: row.retries + BEYOND.retries!(row),
    open: row.open + BEYOND.open!(row),
  }))
}

function cellOf(row: WindowRow, [key, inner]: Place): Value {
  if (inner !== undefined) return (row[key] as unknown as Cells)[inner]!
  const cell = row[key] as Value
  const base = BEYOND[key]?.(row) ?? 0
  return cell === null ? null : cell - base
}

function setCell(row: WindowRow, [key, inner]: Place, cell: Value): void {
  if (inner === undefined) Object.assign(row, { [key]: cell })
  else Object.assign(row[key] as unknown as Cells, { [inner]: cell })
}

function packColumn(cells: readonly Value[]): PackedColumn {
  if (!cells.every((cell) => cell === null || (Number.isInteger(cell) && Math.abs(cell) <= PACKED_MAX))) return cells
  let before = 0
  const numbers = cells.map((cell) => {
    if (cell === null) return 0
    const difference = cell - before
    before = cell
    return 1 + (difference < 0 ? -2 * difference - 1 : 2 * difference)
  })
  return packNumbers(numbers)
}

function unpackColumn(text: string): Value[] | undefined {
  let before = 0
  return unpackNumbers(text)?.map((number) => {
    if (number === 0) return null
    before += number % 2 === 1 ? (number - 1) / 2 : -number / 2
    return before
  })
}

function phasesOf(rows: readonly WindowRow[]): [Phase, number][] {
  const phases: [Phase, number][] = []
  for (const { phase } of rows) {
    const last = phases.at(-1)
    if (last?.[0] === phase) last[1] += 1
    else phases.push([phase, 1])
  }
  return phases
}

/** Whether the windows can be counted. The names of the phases are checked with the rows. */
function isPhases(value: unknown): value is [Phase, number][] {
  if (!Array.isArray(value)) return false
  const counts = value.map((part) => (Array.isArray(part) && part.length === 2 ? Number(part[1]) : Number.NaN))
  return (
    counts.every((count) => Number.isInteger(count) && count > 0) &&
    counts.reduce((sum, count) => sum + count, 0) <= WINDOWS_MAX
  )
}
