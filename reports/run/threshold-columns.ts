import { groupBy } from '../../bench/core/group-by.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import type { RunData } from '../data/run-data.ts'
import { csvValue, fixed } from '../format.ts'
import type { Span, Tone } from '../span.ts'
import { type Column, tableSpans, toMarkdown } from '../table.ts'

const REST: readonly Column<ThresholdResult>[] = [
  { head: 'threshold', cell: ({ threshold }) => threshold },
  { head: 'expression', cell: ({ expression }) => expression },
  { head: 'measured', cell: (result) => figureText(result, 'measured') },
  { head: 'limit', cell: (result) => figureText(result, 'limit') },
  { head: 'verdict', cell: ({ verdict }) => verdict, tone: verdictTone },
  { head: 'reason', cell: ({ reason }) => reason },
]

/** Columns of a table of thresholds. The variant is there only where there is more than one. */
export function thresholdColumns(results: readonly ThresholdResult[]): Column<ThresholdResult>[] {
  const arm: Column<ThresholdResult> = { head: 'arm', cell: (result) => result.arm }
  if (new Set(results.map(({ variant }) => variant)).size < 2) return [arm, ...REST]
  return [{ head: 'variant', cell: ({ variant }) => variant }, arm, ...REST]
}

/**
 * The table for a terminal, with a sign in front. A narrow terminal cuts names so that the expression fits, and leaves
 * out the columns behind it.
 */
export function thresholdSpans(results: readonly ThresholdResult[], width: number): Span[] {
  const sign: Column<ThresholdResult> = {
    head: '',
    cell: ({ verdict }) => (verdict === 'ok' ? '✓' : verdict === 'failed' ? '✗' : '?'),
    tight: true,
    tone: verdictTone,
  }
  const named = thresholdColumns(results)
  const shownMin = 2 + named.findIndex(({ head }) => head === 'expression')
  const columns = [sign, ...named.map((column, i) => ({ ...column, cuts: i + 2 < shownMin }))]
  return tableSpans(columns, results, width, { shownMin })
}

function verdictTone({ verdict }: ThresholdResult): Tone {
  return verdict === 'ok' ? 'good' : verdict === 'failed' ? 'bad' : 'unknown'
}

/**
 * One of the two figures with the digits of its unit, or the words of a verdict. Infinity is `never`, an unknown figure
 * is `n/a`.
 */
export function figureText(result: ThresholdResult, which: 'measured' | 'limit'): string {
  const data = result[which]
  if (typeof data === 'string') return data
  const value = data ?? Number.NaN
  return Number.isFinite(value) ? csvValue(value, result.unit) : fixed(value, 0)
}

/** The thresholds of a suite as a part of `report.md`; nothing for a suite without any. */
export function thresholdSection(data: Pick<RunData, 'thresholds'>, suite: string): string[] {
  const own = data.thresholds.filter((result) => result.suite === suite)
  if (own.length === 0) return []
  const counts = [...groupBy(own, ({ verdict }) => verdict)].map(([verdict, group]) => `${group.length} ${verdict}`)
  const words = own.some(({ unit }) => unit === 'word') ? '; for a verdict it is how often each was given' : ''
  return [
    '### Thresholds',
    `${counts.join(', ')}. Latencies and other times are in ms. The measured figure is the median over the repeats${words}.`,
    toMarkdown(thresholdColumns(own), own).trimEnd(),
  ]
}
