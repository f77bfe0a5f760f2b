import { expect, test } from 'vitest'
import type { Entry } from './entry.ts'
import { historySeriesOf, stretchesOf } from './series.ts'
import { entries, entry, nightAt } from './testing.ts'

/** The stretches of one series whose nights differ by these fields. */
const cut = (nights: readonly Partial<Entry>[]) =>
  stretchesOf({ points: nights.map((fields, n) => entry({ at: nightAt(n), ...fields })) }).map(
    ({ reason, indexes }) => [reason, ...indexes],
  )

test('suite, variant, arm, metric and clock make a series; series stand in the order of their first nights', () => {
  const list = [
    entry(),
    entry({ arm: 'rpc' }),
    entry({ kind: 'exact' }),
    entry({ variant: 'b' }),
    entry({ suite: 'b' }),
  ]
  const later = [...list, entry({ metric: 'response_p99' })].map((one) => ({ ...one, at: nightAt(1) }))
  expect(historySeriesOf([...list, ...later]).map(({ points }) => points.length)).toEqual([2, 2, 2, 2, 2, 1])
})

test('nights are in the order of time, whatever the order in which they were added', () => {
  const [a, b, c] = entries([1, 2, 3])
  expect(historySeriesOf([c!, a!, b!])[0]!.points.map(({ median }) => median)).toEqual([1, 2, 3])
})

test('another machine breaks a series that is measured', () => {
  expect(cut([{}, {}, { class: 'b' }, { class: 'b' }, {}])).toEqual([
    [null, 0, 1],
    ['another machine', 2, 3],
    ['another machine', 4],
  ])
})

test('exact figures do not depend on the machine', () => {
  expect(cut([{ kind: 'exact' }, { kind: 'exact', class: 'b' }])).toEqual([[null, 0, 1]])
})

test('exact figures depend on the seeds, measured ones do not', () => {
  const exact = { kind: 'exact' } as const
  expect(cut([exact, { ...exact, seed: 8 }, { ...exact, seed: 8, n: 20 }])).toEqual([
    [null, 0],
    ['other seeds', 1],
    ['other seeds', 2],
  ])
  expect(cut([{}, { seed: 8 }, { seed: 8, n: 20 }])).toEqual([[null, 0, 1, 2]])
})

test.each(['noisy', 'exact'] as const)('another plan breaks a series: %s', (kind) => {
  expect(cut([{ kind }, { kind, plan: 'b' }, { kind, plan: 'b', class: 'b', unit: 'ms' }])).toEqual([
    [null, 0],
    ['another plan', 1],
    ['another unit', 2],
  ])
})

test('nights that must not be used take no part and break nothing', () => {
  const unused = [{ status: 'invalid' }, { status: 'partial' }, { median: Number.NaN }] as const
  expect(cut([{}, ...unused, {}])).toEqual([[null, 0, 4]])
  expect(cut([{}, { status: 'invalid', class: 'b' }, {}])).toEqual([[null, 0, 2]])
  expect(cut([{ status: 'invalid' }])).toEqual([])
})
