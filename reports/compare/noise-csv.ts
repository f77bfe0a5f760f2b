import type { NoiseRow } from '../../bench/compare/noise.ts'
import { PHASES } from '../../bench/core/phase.ts'
import { notEmpty, notNegative, oneOf } from '../csv/cells.ts'
import { readCsv } from '../csv/checked-csv.ts'
import { PLACE_COLUMNS } from '../series-columns.ts'
import { type Column, toCsv } from '../table.ts'

const COLUMNS: readonly Column<NoiseRow>[] = [
  { head: 'class', cell: (row) => row.class },
  ...PLACE_COLUMNS,
  { head: 'scale', cell: ({ scale }) => scale },
  { head: 'noise', cell: ({ noise }) => noise.toFixed(6) },
]

/** `noise.csv`: by class of machine and series how far identical builds were apart. */
export function noiseCsv(rows: readonly NoiseRow[]): string {
  return toCsv(COLUMNS, rows)
}

const RULES = {
  class: notEmpty,
  suite: notEmpty,
  arm: notEmpty,
  variant: notEmpty,
  phase: oneOf(['all', ...PHASES]),
  metric: notEmpty,
  scale: oneOf(['ratio', 'difference']),
  // One that is too small for the digits of the file is 0.
  noise: notNegative,
} as const

/** Reads `noise.csv`. @throws ConfigError with file, line, column, rule and value. */
export function parseNoise(text: string, file: string): NoiseRow[] {
  return readCsv(RULES, text, file)
}
