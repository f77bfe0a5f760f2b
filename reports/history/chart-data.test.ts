import { expect, test } from 'vitest'
import type { Change, Found } from './changes.ts'
import { chartDataOf } from './chart-data.ts'
import { historySeriesOf, stretchesOf } from './series.ts'
import { entries } from './testing.ts'

/** A series with a change at one index and a suspect at another; none where undefined. */
function found(medians: readonly number[], changeAt?: number, suspectAt?: number): Found {
  const series = historySeriesOf(entries(medians))[0]!
  const change = (index: number): Change => ({
    series,
    index,
    before: 100_000,
    after: 120_000,
    share: 0.2,
    direction: 'regressed',
    p: 0.001,
  })
  return {
    series,
    stretches: stretchesOf(series),
    changes: changeAt === undefined ? [] : [change(changeAt)],
    suspect: suspectAt === undefined ? null : change(suspectAt),
  }
}

test('latencies are drawn in ms, levels on both sides of a change, an upright rule between the nights', () => {
  const { points, rules } = chartDataOf(found([100_000, 100_000, 120_000, 120_000], 2, 3))
  expect(points.map(({ y, mark }) => [y, mark])).toEqual([
    [100, 'night'],
    [100, 'night'],
    [120, 'night'],
    [120, 'suspect'],
  ])
  expect(rules).toEqual([
    { rule: 'level', x: -0.08, x2: 1.08, y: 100 },
    // A suspect is on no level yet.
    { rule: 'level', x: 1.92, x2: 2.08, y: 120 },
    { rule: 'regressed', x: 1.5, label: '+20.0 %' },
  ])
})

test('the line ends where a night must not be used, is "never" or cannot be compared', () => {
  const { series } = found([1, 2, 3, 4, 5, Number.POSITIVE_INFINITY, 7].map((ms) => ms * 1000))
  const points = series.points.map((point, n) => ({
    ...point,
    status: n === 1 ? ('invalid' as const) : point.status,
    plan: n < 4 ? 'a' : 'b',
  }))
  const cut = { ...series, points }
  const data = chartDataOf({ series: cut, stretches: stretchesOf(cut), changes: [], suspect: null })
  expect(data.points.map(({ line, mark }) => [line, mark])).toEqual([
    [1, 'night'],
    [-1, 'not used'],
    [2, 'night'],
    [2, 'night'],
    [3, 'night'],
    [-1, 'never'],
    [4, 'night'],
  ])
  expect(data.rules.filter(({ rule }) => rule === 'break')).toEqual([{ rule: 'break', x: 3.5, label: 'another plan' }])
})

test('the axis spans at least a fifth of the values, and does not go below 0 for that', () => {
  const axis = (medians: readonly number[]) => {
    const { low, high, hasScale } = chartDataOf(found(medians))
    return [low, high, hasScale]
  }
  expect(axis([100_000])).toEqual([88.4, 111.6, true])
  expect(axis([0, 0])).toEqual([0, 1.16, true])
  expect(axis([100_000, 200_000])).toEqual([92, 208, true])
  expect(axis([Number.POSITIVE_INFINITY])).toEqual([0, 1, false])
})
