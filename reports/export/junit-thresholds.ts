import { groupBy } from '../../bench/core/group-by.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import type { RunData } from '../data/run-data.ts'
import { figureText } from '../run/threshold-columns.ts'
import { unitAfter } from '../unit-text.ts'
import { classNameOf, type JunitCase, type JunitResult, type JunitSuite } from './junit-xml.ts'

/**
 * The thresholds of a result as test report: one case for each threshold and arm. A threshold that could not be judged
 * is skipped.
 */
export function thresholdSuites({ thresholds, environment }: RunData): JunitSuite[] {
  return [...groupBy(thresholds, ({ suite }) => suite)].map(([suite, own]) => ({
    name: `${suite} thresholds`,
    timestamp: environment.startedAt,
    properties: {},
    cases: own.map(thresholdCase),
  }))
}

function thresholdCase(result: ThresholdResult): JunitCase {
  const { arm, threshold, expression } = result
  return {
    name: `${arm} ${threshold}: ${expression}`,
    className: classNameOf(result),
    seconds: 0,
    result: resultOf(result),
    properties: { measured: shown(result, 'measured'), limit: shown(result, 'limit') },
  }
}

function resultOf(result: ThresholdResult): JunitResult | null {
  const { verdict, expression, reason } = result
  if (verdict === 'ok') return null
  if (verdict !== 'failed') return { kind: 'skipped', type: verdict, message: reason }
  const message = `${expression}: measured ${shown(result, 'measured')}, limit ${shown(result, 'limit')}`
  return { kind: 'failure', type: 'threshold', message }
}

function shown(result: ThresholdResult, which: 'measured' | 'limit'): string {
  const text = figureText(result, which)
  return result.unit !== 'word' && /\d/.test(text) ? `${text}${unitAfter(result.unit)}` : text
}
