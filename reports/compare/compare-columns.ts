import type { Row } from '../../bench/compare/row.ts'
import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { fixed, percent } from '../format.ts'
import type { Column } from '../table.ts'
import { headOf, valueText } from '../unit-text.ts'
import type { Comparison } from './comparison.ts'
import { verdictText } from './headline.ts'

/** The columns of a table of rows for people, the most important first; exact figures have no interval and no test. */
export function compareColumns(by: Comparison['by'], rows: readonly Row[]): Column<Row>[] {
  const isExact = rows.every(({ kind }) => kind === 'exact')
  const columns = allColumns(by)
  return isExact ? columns.filter(({ head }) => !TESTED.includes(head)) : columns
}

const TESTED = ['95 % interval', 'told from', 'would find', 'q']

function allColumns(by: Comparison['by']): Column<Row>[] {
  const [base, head] = by === 'arm' ? ['second arm', 'first arm'] : ['base', 'head']
  return [
    { head: by === 'folder' ? 'suite, arm' : 'suite, arms', cell: placeText },
    { head: 'metric', cell: metricText },
    { head: base, cell: (row) => (row.base === null ? '-' : valueText(row.base.median, row.unit)) },
    { head: head, cell: (row) => (row.head === null ? '-' : valueText(row.head.median, row.unit)) },
    { head: 'change', cell: changeText },
    { head: 'verdict', cell: ({ verdict }) => verdictText(verdict, by) },
    { head: '95 % interval', cell: intervalText },
    { head: 'told from', cell: (row) => sizeText(row.minimum, row) },
    { head: 'would find', cell: (row) => (row.kind === 'exact' ? 'any' : sizeText(row.mde, row)) },
    { head: 'q', cell: ({ q }) => (Number.isNaN(q) ? '-' : q.toPrecision(2)) },
    { head: 'runs', cell: ({ base, head }) => `${base?.n ?? 0}, ${head?.n ?? 0}` },
    { head: 'note', cell: noteText },
  ]
}

function placeText({ suite, variant, arm }: Row): string {
  return [suite, ...(variant === DEFAULT_VARIANT ? [] : [variant]), arm].join(' ')
}

function metricText({ metric, phase, unit }: Row): string {
  return headOf(phase === 'all' ? metric : `${metric} in ${phase}`, unit)
}

function noteText({ note, runsNeeded, verdict }: Row): string {
  if (Number.isNaN(runsNeeded)) return note
  const needed = Number.isFinite(runsNeeded) ? `${runsNeeded} runs would decide` : 'no number of runs would decide'
  return [verdict === 'undetectable' ? needed.replace('decide', 'show something') : needed, note]
    .filter((text) => text !== '')
    .join('; ')
}

/** A change with its sign: a share as a percentage, or in the unit of the metric. */
export function effectText(effect: number, { scale, unit }: Pick<Row, 'scale' | 'unit'>): string {
  if (Number.isNaN(effect)) return '-'
  if (!Number.isFinite(effect)) return effect > 0 ? 'to never' : 'from never'
  if (scale === 'ratio') return signed(effect, percent)
  const isHidden = unit === 'ratio' && effect !== 0 && Math.abs(effect) < 0.0005
  return signed(effect, (value) => (isHidden ? fixed(value, 6) : valueText(value, unit)))
}

function signed(value: number, text: (value: number) => string): string {
  return `${value < 0 ? '' : '+'}${text(value)}`
}

/** The change of a row; "never" is no number that another could be a share of. */
function changeText(row: Row): string {
  const [was, is] = [row.base?.median, row.head?.median]
  if (was === Number.POSITIVE_INFINITY && is !== was && is !== undefined) return 'from never'
  return effectText(row.effect, row)
}

function sizeText(size: number, row: Pick<Row, 'scale' | 'unit'>): string {
  return Number.isFinite(size) ? effectText(size, row) : '-'
}

function intervalText(row: Row): string {
  return Number.isNaN(row.low) || Number.isNaN(row.high)
    ? '-'
    : `${effectText(row.low, row)} to ${effectText(row.high, row)}`
}
