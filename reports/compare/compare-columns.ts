import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { percent, signed } from '../format.ts'
import type { Column } from '../table.ts'
import { headOf, unitAfter, valueText } from '../unit-text.ts'
import type { Comparison } from './comparison.ts'
import { verdictText } from './headline.ts'
import type { Row } from './row.ts'

/** The columns of a comparison, the most important first. Exact figures have no interval and no test. */
export function compareColumns(by: Comparison['by'], rows: readonly Row[]): Column<Row>[] {
  const isExact = rows.every(({ kind }) => kind === 'exact')
  const hasMinimum = rows.some(({ minimum }) => !Number.isNaN(minimum))
  const left = [...(isExact ? TESTED : []), ...(hasMinimum ? [] : [MINIMUM])]
  return allColumns(by).filter(({ head }) => !isExact || !left.includes(head))
}

const TESTED = ['95 % interval', 'would find', 'q']
const MINIMUM = 'reported from'

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
    { head: MINIMUM, cell: (row) => sizeText(row.minimum, row) },
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
  return signed(effect, scale === 'ratio' ? percent : (value) => valueText(value, unit))
}

const MOVED: readonly Row['verdict'][] = ['regressed', 'improved', 'changed', 'accepted', 'too-small']

/**
 * The change of a row. Nothing is a share of "never", so such a change is put in words. Nothing is a share of 0
 * either, so a change from 0 is shown in the unit of the metric.
 */
export function changeText(row: Row): string {
  const [was, is] = [row.base?.median ?? Number.NaN, row.head?.median ?? Number.NaN]
  if (was === Number.POSITIVE_INFINITY && is < was) return 'from never'
  if (isFromZero(row)) return `${signed(is - was, (value) => valueText(value, row.unit))}${unitAfter(row.unit)}`
  if (row.effect === 0 && MOVED.includes(row.verdict)) return 'in some runs'
  return effectText(row.effect, row)
}

/** Whether the figure was 0, of which no change is a share. */
function isFromZero({ scale, base, head, effect }: Row): boolean {
  const isKnown = Number.isFinite(base?.median) && Number.isFinite(head?.median)
  return scale === 'ratio' && isKnown && (effect === Number.POSITIVE_INFINITY || (base!.median === 0 && effect !== 0))
}

function sizeText(size: number, row: Pick<Row, 'scale' | 'unit'>): string {
  return Number.isFinite(size) ? effectText(size, row) : '-'
}

/** The interval of the change; empty where there is none. A figure that was 0 may have grown by any share. */
export function boundsText(row: Row): string {
  if (Number.isNaN(row.low) || Number.isNaN(row.high)) return ''
  const bound = (value: number) =>
    isFromZero(row) && value === Number.POSITIVE_INFINITY ? 'any share' : effectText(value, row)
  return `${bound(row.low)} to ${bound(row.high)}`
}

function intervalText(row: Row): string {
  const text = boundsText(row)
  return text === '' ? '-' : text
}
