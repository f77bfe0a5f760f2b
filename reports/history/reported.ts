import { groupBy } from '../../bench/core/group-by.ts'
import { moment, notEmpty, oneOf, word } from '../csv/cells.ts'
import { readCsv } from '../csv/checked-csv.ts'
import { type Column, toCsv } from '../table.ts'
import type { Change } from './changes.ts'
import { type HistoryName, historyKey } from './entry.ts'
import type { Series } from './series.ts'

/** A change that has been told. */
export interface Reported extends HistoryName, Pick<Change, 'direction'> {
  /** The night it was told of. */
  readonly at: string
}

/** A change found again may have moved by so many nights, since later nights say more clearly where it was. */
const SHIFT_MAX = 3

/** What to remember of a change. */
export function reportedOf({ series, index, direction }: Change): Reported {
  const { suite, variant, arm, metric, kind, points } = series
  return { suite, variant, arm, metric, kind, direction, at: points[index]!.at }
}

/**
 * The changes that have not been told. What was told stands for one change at most: of the same series and direction,
 * within three nights (exact figures: of that very night), those nearest to each other first.
 */
export function unreported(changes: readonly Change[], reported: readonly Reported[]): Change[] {
  const byName = groupBy(reported, nameOf)
  const pairs = changes
    .flatMap((change) =>
      (byName.get(nameOf(reportedOf(change))) ?? []).map((before) => ({
        change,
        before,
        shift: Math.abs(placeOf(change.series, before.at) - change.index),
      })),
    )
    .filter(({ change, shift }) => shift <= (change.series.kind === 'exact' ? 0 : SHIFT_MAX))
    .sort((a, b) => a.shift - b.shift)
  const known = new Set<Change>()
  const used = new Set<Reported>()
  for (const { change, before } of pairs) {
    if (known.has(change) || used.has(before)) continue
    known.add(change)
    used.add(before)
  }
  return changes.filter((change) => !known.has(change))
}

function nameOf(reported: Reported): string {
  return `${reported.direction} ${historyKey(reported)}`
}

/** The first night that is not earlier. */
function placeOf({ points }: Series, at: string): number {
  const place = points.findIndex((point) => point.at >= at)
  return place === -1 ? points.length : place
}

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
