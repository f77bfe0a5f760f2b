import { expect, test } from 'vitest'
import type { Change } from './changes.ts'
import { overviewOf } from './overview.ts'
import { parseReported, type Reported, reportedFileOf, reportedOf, unreported, withReported } from './reported.ts'
import { historySeriesOf } from './series.ts'
import { around, entries, nightAt } from './testing.ts'

const series = historySeriesOf(entries(around(100, 20)))[0]!
const change = (index: number, fields: Partial<Change> = {}): Change => ({
  series,
  index,
  before: 100,
  after: 120,
  share: 0.2,
  direction: 'regressed',
  p: 0.001,
  ...fields,
})
const reportOf = (index: number, fields: Partial<Reported> = {}): Reported => ({
  ...reportedOf(change(index)),
  ...fields,
})

test('a change is reported again only if it is more than three nights from the reported one', () => {
  for (const [index, isReported] of [
    [6, true],
    [7, false],
    [10, false],
    [13, false],
    [14, true],
  ] as const) {
    expect(unreported([change(index)], [reportOf(10)]).length === 1).toBe(isReported)
  }
})

test('another series or another direction is another change', () => {
  expect(unreported([change(10)], [reportOf(10, { arm: 'rpc' })])).toHaveLength(1)
  expect(unreported([change(10)], [reportOf(10, { kind: 'exact' })])).toHaveLength(1)
  expect(unreported([change(10)], [reportOf(10, { direction: 'improved' })])).toHaveLength(1)
})

test('for exact figures, changes on two nights in a row are two changes', () => {
  const exact = { series: { ...series, kind: 'exact' } } as const
  expect(unreported([change(10, exact), change(11, exact)], [reportedOf(change(10, exact))])).toMatchObject([
    { index: 11 },
  ])
})

test('a report of a night that is gone stands for the next night', () => {
  expect(unreported([change(12)], [reportOf(10, { at: nightAt(10).replace('T02', 'T01') })])).toEqual([])
  expect(unreported([change(12)], [reportOf(10, { at: '2027-01-01T00:00:00.000Z' })])).toHaveLength(1)
})

/** Checks a history night by night: after how many nights a change is reported, and of which night. */
function reportsOf(values: readonly number[]): [count: number, index: number][] {
  const all = entries(values)
  const reported: Reported[] = []
  const reports: [number, number][] = []
  for (let count = 1; count <= all.length; count++) {
    for (const fresh of unreported(overviewOf(all.slice(0, count)).changes, reported)) {
      reports.push([count, fresh.index])
      reported.push(reportedOf(fresh))
    }
  }
  return reports
}

test('checked night by night, a step is reported exactly once', () => {
  // The third night of the new level.
  expect(reportsOf([...around(100_000, 20), ...around(125_000, 30)])).toEqual([[23, 20]])
})

test('two steps of 20 %, three nights apart, are both reported, each once', () => {
  expect(reportsOf([...around(100_000, 20), ...around(120_000, 3), ...around(144_000, 27)])).toEqual([
    [23, 20],
    [26, 23],
  ])
})

test('a report stands for one change, the nearest', () => {
  expect(unreported([change(9), change(11), change(12)], [reportOf(11)])).toMatchObject([{ index: 9 }, { index: 12 }])
  expect(unreported([change(9), change(11)], [reportOf(11), reportOf(10)])).toEqual([])
})

const line: Reported = {
  at: nightAt(0),
  suite: 'burst',
  arm: 'queue',
  variant: 'default',
  metric: 'response_p50',
  kind: 'noisy',
  direction: 'regressed',
}

test('the file stands beside the history', () => {
  expect(reportedFileOf('/a/history.csv')).toBe('/a/history-reported.csv')
  expect(reportedFileOf('/a/nights')).toBe('/a/nights-reported.csv')
})

test('reported changes are appended and read back', () => {
  const one = withReported(undefined, [line], 'r.csv')
  expect(one).toBe(
    'at,suite,arm,variant,metric,kind,direction\n2026-01-01T02:00:00.000Z,burst,queue,default,response_p50,noisy,regressed\n',
  )
  const two = withReported(one, [{ ...line, direction: 'improved' }], 'r.csv')
  expect(two.startsWith(one)).toBe(true)
  expect(parseReported(two, 'r.csv')).toEqual([line, { ...line, direction: 'improved' }])
})

test('a bad file is refused, and not appended to', () => {
  const bad = withReported(undefined, [line], 'r.csv').replace('regressed', 'worse')
  const message = 'r.csv: line 2: direction: must be one of regressed, improved, changed, got "worse"'
  expect(() => parseReported(bad, 'r.csv')).toThrow(message)
  expect(() => withReported(bad, [line], 'r.csv')).toThrow(message)
})
