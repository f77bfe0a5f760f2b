import { PHASES } from '../../bench/core/phase.ts'
import { notEmpty, notNegative, oneOf, word } from '../csv/cells.ts'
import { type RowMistake, readCsv } from '../csv/checked-csv.ts'
import { PLACE_COLUMNS } from '../csv/series-columns.ts'
import { type Column, toCsv } from '../table.ts'
import type { NoiseRow } from './noise.ts'
import { seriesKey } from './series.ts'

const COLUMNS: readonly Column<NoiseRow>[] = [
  { head: 'class', cell: (row) => row.class },
  ...PLACE_COLUMNS,
  { head: 'scale', cell: ({ scale }) => scale },
  { head: 'noise', cell: ({ noise }) => noise.toFixed(6) },
]

/** `noise.csv`: how far identical builds were apart, by class of machine and series. */
export function noiseCsv(rows: readonly NoiseRow[]): string {
  return toCsv(COLUMNS, rows)
}

const RULES = {
  class: notEmpty,
  suite: word,
  arm: notEmpty,
  variant: word,
  phase: oneOf(['all', ...PHASES]),
  metric: word,
  scale: oneOf(['ratio', 'difference']),
  // One that is too small for the digits of the file is 0.
  noise: notNegative,
} as const

/** Reads `noise.csv`. @throws ConfigError with file, line, column, rule and value. */
export function parseNoise(text: string, file: string): NoiseRow[] {
  return readCsv(RULES, text, file, twice)
}

function twice(rows: readonly NoiseRow[]): RowMistake[] {
  const seen = new Set<string>()
  return rows.flatMap((row, index) => {
    const key = `${row.class} ${seriesKey(row)}`
    const isFirst = !seen.has(key)
    seen.add(key)
    if (isFirst) return []
    return [{ index, message: `must hold each series once, got ${seriesKey(row)} of ${row.class} again` }]
  })
}
