import { moment, notEmpty, oneOf, word } from '../csv/cells.ts'
import { readCsv } from '../csv/checked-csv.ts'
import { type Column, toCsv } from '../table.ts'
import type { Reported } from './reported.ts'

const RULES = {
  at: moment,
  suite: word,
  arm: notEmpty,
  variant: word,
  metric: word,
  kind: oneOf(['exact', 'noisy']),
  direction: oneOf(['regressed', 'improved', 'changed']),
} as const

const COLUMNS: readonly Column<Reported>[] = (Object.keys(RULES) as (keyof typeof RULES)[]).map((head) => ({
  head,
  cell: (reported) => reported[head],
}))

/** The file beside a history that holds which changes have been told. */
export function reportedFileOf(historyFile: string): string {
  return `${historyFile.replace(/\.csv$/i, '')}-reported.csv`
}

/** Reads which changes have been told. @throws ConfigError naming file, line, column, rule and value. */
export function parseReported(csv: string, file: string): Reported[] {
  return readCsv(RULES, csv, file)
}

/** The file with changes more; what was there before stays as it is. @throws ConfigError when it cannot be read. */
export function withReported(csv: string | undefined, told: readonly Reported[], file: string): string {
  const lines = toCsv(COLUMNS, told)
  if (csv === undefined) return lines
  parseReported(csv, file)
  return `${csv}${csv.endsWith('\n') ? '' : '\n'}${lines.slice(lines.indexOf('\n') + 1)}`
}
