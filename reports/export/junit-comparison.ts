import { groupBy } from '../../bench/core/group-by.ts'
import { boundsText, changeText } from '../compare/compare-columns.ts'
import type { Comparison } from '../compare/comparison.ts'
import { headline, verdictText } from '../compare/headline.ts'
import type { Row } from '../compare/row.ts'
import { unitAfter, valueText } from '../unit-text.ts'
import { classNameOf, type JunitCase, type JunitResult, type JunitSuite } from './junit-xml.ts'

const NOT_JUDGED: readonly Row['verdict'][] = ['missing', 'invalid', 'incomparable', 'undetectable']

/**
 * A comparison as test report: one case for each gating series, or for each series. A regression is a failure; a series
 * that could not be judged is skipped. Informational series never fail, and neither do the arms of one result.
 */
export function comparisonSuites(comparison: Comparison, allMetrics: boolean): JunitSuite[] {
  const { by, rows, base, head } = comparison
  const chosen = rows.filter(({ gates }) => gates || allMetrics)
  const properties = {
    base: sideText(base),
    head: sideText(head),
    headline: headline(comparison),
  }
  return [...groupBy(chosen, ({ suite }) => suite)].map(([name, own]) => ({
    name,
    timestamp: '',
    properties,
    cases: own.map((row) => rowCase(row, by)),
  }))
}

function rowCase(row: Row, by: Comparison['by']): JunitCase {
  const { arm, metric, phase, verdict } = row
  return {
    name: `${arm} ${metric}${phase === 'all' ? '' : ` in ${phase}`}`,
    className: classNameOf(row),
    seconds: 0,
    result: row.gates ? resultOf(row, by) : null,
    properties: { verdict: verdictText(verdict, by), change: changeText(row) },
  }
}

function resultOf(row: Row, by: Comparison['by']): JunitResult | null {
  const { verdict, note } = row
  if (verdict === 'regressed' && by !== 'arm') return { kind: 'failure', type: verdict, message: messageOf(row) }
  if (!NOT_JUDGED.includes(verdict)) return null
  return { kind: 'skipped', type: verdict, message: note === '' ? verdict : `${verdict}: ${note}` }
}

function messageOf(row: Row): string {
  const { base, head, unit, effect, scale, note } = row
  const side = (value: number | undefined) =>
    value === undefined ? 'not there' : `${valueText(value, unit)}${unitAfter(unit)}`
  const bounds = boundsText(row)
  const interval = bounds === '' ? '' : ` (95 % interval ${bounds})`
  const change = `${changeText(row)}${scale === 'difference' && effect !== 0 ? unitAfter(unit) : ''}${interval}`
  const parts = [`regressed ${change}`, `was ${side(base?.median)}`, `is ${side(head?.median)}`, note]
  return parts.filter((part) => part !== '').join(', ')
}

function sideText({ name, commit, class: machine }: Comparison['base']): string {
  return [name, commit ?? '', machine ?? ''].filter((part) => part !== '').join(', ')
}
