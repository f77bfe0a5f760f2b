import { groupBy } from '../../bench/core/group-by.ts'
import { moment, notEmpty, oneOf, word } from '../csv/cells.ts'
import { readCsv } from '../csv/checked-csv.ts'
import { type Column, toCsv } from '../table.ts'
import type { Change } from './changes.ts'
import { type HistoryName, historyKey } from './entry.ts'
import type { Series } from './series.ts'

/** A change that has been reported. */
export interface Reported extends HistoryName, Pick<Change, 'direction'> {
  /** Moment of the night at which the change was placed when it was reported. */
  readonly at: string
}

/** A change that is found again may have moved by this many nights, since later nights show its place better. */
const SHIFT_MAX = 3

/** The record of a change that is being reported. */
export function reportedOf({ series, index, direction }: Change): Reported {
  const { suite, variant, arm, metric, kind, points } = series
  return { suite, variant, arm, metric, kind, direction, at: points[index]!.at }
}

/**
 * The changes that have not been reported. A report stands for at most one change: of the same series and direction,
 * within three nights (for exact figures, of the same night). The nearest pairs are matched first.
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

/** Index of the first night that is not earlier. */
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

/** The file beside a history that holds the changes that have been reported. */
export function reportedFileOf(historyFile: string): string {
  return `${historyFile.replace(/\.csv$/i, '')}-reported.csv`
}

/** Reads the changes that have been reported. @throws ConfigError naming file, line, column, rule and value. */
export function parseReported(csv: string, file: string): Reported[] {
  return readCsv(RULES, csv, file)
}

/** Appends changes to the file. The lines before stay as they are. @throws ConfigError when it cannot be read. */
export function withReported(csv: string | undefined, added: readonly Reported[], file: string): string {
  const lines = toCsv(COLUMNS, added)
  if (csv === undefined) return lines
  parseReported(csv, file)
  return `${csv}${csv.endsWith('\n') ? '' : '\n'}${lines.slice(lines.indexOf('\n') + 1)}`
}
