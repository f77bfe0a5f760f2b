import { ConfigError } from '../../bench/core/config-error.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import { SIGNED_UNITS, UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { figure, finite, moment, notEmpty, oneOf, text, whole, word } from '../csv/cells.ts'
import { type RowMistake, readCsv } from '../csv/checked-csv.ts'
import { csvValue } from '../format.ts'
import { type Column, toCsv } from '../table.ts'
import { type Entry, historyKey } from './entry.ts'

const RULES = {
  at: moment,
  night: notEmpty,
  commit: text,
  class: notEmpty,
  calibration: finite,
  plan: text,
  suite: word,
  arm: notEmpty,
  variant: word,
  metric: word,
  unit: oneOf(UNIT_NAMES),
  better: oneOf(['lower', 'higher', 'neither']),
  kind: oneOf(['exact', 'noisy']),
  seed: whole,
  n: whole,
  median: figure,
  status: oneOf(['valid', 'invalid', 'partial']),
} as const

const COLUMNS: readonly Column<Entry>[] = (Object.keys(RULES) as (keyof typeof RULES)[]).map((head) => ({
  head,
  cell: (entry) => cellOf(entry, head),
}))

function cellOf(entry: Entry, column: keyof typeof RULES): string {
  if (column !== 'median') return String(entry[column] ?? '')
  return entry.median === Number.NEGATIVE_INFINITY ? '-inf' : csvValue(entry.median, entry.unit)
}

/** Reads a history. @throws ConfigError naming file, line, column, rule and value. */
export function parseHistory(csv: string, file: string): Entry[] {
  const entries = readCsv(RULES, csv, file, belowZero).map((row) => ({
    ...row,
    commit: row.commit === '' ? null : row.commit,
  }))
  const twice = [...groupBy(entries, (entry) => `${entry.at} ${historyKey(entry)}`).values()].find(
    (group) => group.length > 1,
  )
  if (twice === undefined) return entries
  const { at, suite, variant, arm, metric } = twice[0]!
  throw new ConfigError(
    `${file}: must hold each series once per night, got ${twice.length} lines for ${suite} ${variant} ${arm} ${metric} at ${at}`,
  )
}

/** Refuses figures below 0, except memory and the gap between two arms (`queue/rpc`). */
function belowZero(rows: readonly Pick<Entry, 'arm' | 'metric' | 'unit' | 'median'>[]): RowMistake[] {
  return rows.flatMap(({ arm, metric, unit, median }, index) =>
    median >= 0 || Number.isNaN(median) || arm.includes('/') || SIGNED_UNITS.includes(unit)
      ? []
      : [{ index, message: `median: ${metric} must be at least 0, got ${median}` }],
  )
}

/**
 * Appends a night to a history. The lines before stay byte for byte. @throws ConfigError when the night is in it
 * already.
 */
export function withNight(csv: string | undefined, night: readonly Entry[], file: string): string {
  const before = csv === undefined ? [] : parseHistory(csv, file)
  refuseTwice(before, night, file)
  const lines = toCsv(COLUMNS, night)
  if (csv === undefined) return checked(lines, file)
  const body = lines.slice(lines.indexOf('\n') + 1)
  return checked(`${csv}${csv.endsWith('\n') ? '' : '\n'}${body}`, file)
}

/** Returns the text if it can be read again. @throws ConfigError otherwise, so that it is not written. */
function checked(csv: string, file: string): string {
  parseHistory(csv, file)
  return csv
}

function refuseTwice(before: readonly Entry[], night: readonly Entry[], file: string): void {
  const runOf = ({ at, commit, suite }: Entry) => `${at} ${commit} ${suite}`
  const there = new Set(before.map(runOf))
  const twice = [...new Set(night.filter((entry) => there.has(runOf(entry))).map(({ suite }) => suite))]
  if (twice.length === 0) return
  const { at, commit } = night[0]!
  throw new ConfigError(
    `${file}: must hold a run once, and ${twice.join(', ')} of ${at} (commit ${commit ?? 'unknown'}) is in it already; nothing was added`,
  )
}
