import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'
import type { Entry } from './entry.ts'
import { type Overview, overviewOf } from './overview.ts'
import { historySeriesOf } from './series.ts'
import { around, entries, entry, nightAt } from './testing.ts'

const NEVER = Number.POSITIVE_INFINITY

const found = (medians: readonly number[], overrides: Partial<Entry> = {}) =>
  changesOf(historySeriesOf(entries(medians, overrides))[0]!)

/** The changes of one series without p and the series. */
const changes = (medians: readonly number[], overrides: Partial<Entry> = {}) =>
  found(medians, overrides).changes.map(({ index, before, after, share, direction }) => ({
    index,
    before,
    after,
    share,
    direction,
  }))

test('a step is found at its night, with the levels on both sides of it', () => {
  const step = found([...around(100_000, 10), ...around(120_000, 10)])
  expect(step.changes).toMatchObject([
    { index: 10, before: 100_000, after: 120_000, share: 0.2, direction: 'regressed', p: expect.any(Number) },
  ])
  expect(step.changes[0]!.p!).toBeLessThanOrEqual(0.001)
  expect(step.suspect).toBe(null)
})

test('a step in the other direction is an improvement', () => {
  const values = [...around(100_000, 10), ...around(80_000, 10)]
  expect(changes(values)).toEqual([{ index: 10, before: 100_000, after: 80_000, share: -0.2, direction: 'improved' }])
  expect(changes(values, { better: 'higher' })).toMatchObject([{ direction: 'regressed' }])
  expect(changes(values, { better: 'neither' })).toMatchObject([{ direction: 'changed' }])
})

test('noise is no change, and neither is a step below the smallest change of the metric', () => {
  expect(changes(around(100_000, 40))).toEqual([])
  expect(changes([...around(100_000, 10), ...around(104_000, 10)])).toEqual([])
  expect(changes([...around(100_000, 10), ...around(108_000, 10)], { metric: 'response_p99' })).toEqual([])
})

test('a share changes by its floor, however small that is against the level', () => {
  const values = [0.98, 0.981, 0.979, 0.98, 0.98, 0.979, 0.981, 0.98].map((value) => [value, value - 0.02])
  const series = [...values.map(([was]) => was!), ...values.map(([, is]) => is!)]
  const of = { metric: 'goodput_ratio', unit: 'ratio', better: 'higher' } as const
  expect(changes(series, of)).toMatchObject([{ index: 8, direction: 'regressed' }])
})

test('one or two nights are a suspect, three are a change', () => {
  const nights = (count: number) => found([...around(100_000, 10), ...around(130_000, count)])
  expect(nights(0).suspect).toBe(null)
  for (const count of [1, 2]) {
    expect(nights(count)).toMatchObject({ changes: [], suspect: { index: 10, direction: 'regressed', p: null } })
  }
  expect(nights(3)).toMatchObject({ changes: [{ index: 10 }], suspect: null })
})

test('nothing is compared across a break', () => {
  const values = [...around(100_000, 10), ...around(200_000, 10)]
  const broken = (fields: Partial<Entry>, overrides: Partial<Entry> = {}): Overview =>
    overviewOf(entries(values, overrides).map((one, n) => (n < 10 ? one : { ...one, ...fields })))
  const at = nightAt(10)
  expect(broken({ class: 'b' })).toMatchObject({ changes: [], breaks: [{ at, reason: 'another machine', series: 1 }] })
  expect(broken({ plan: 'b' })).toMatchObject({ changes: [], breaks: [{ at, reason: 'another plan', series: 1 }] })
  expect(broken({})).toMatchObject({ changes: [{ index: 10 }], breaks: [] })
})

test('a night that must not be used is skipped, and keeps its place', () => {
  const values = [...around(100_000, 10), ...around(120_000, 10)]
  const list = entries(values)
  const bad = [5, 12].map((n) => entry({ at: `${nightAt(n).slice(0, 11)}12:00:00.000Z`, median: 1, status: 'invalid' }))
  const overview = overviewOf([...list, ...bad])
  expect(overview).toMatchObject({ nights: 22, unused: 2, suspects: [], breaks: [] })
  expect(overview.changes.map(({ index, before, after }) => [index, before, after])).toEqual([[11, 100_000, 120_000]])
})

test('exact figures: any difference from the night before is a change at once, without a test', () => {
  const of = { kind: 'exact' } as const
  expect(found([100, 100, 100.001, 100.001, 50], of)).toMatchObject({
    suspect: null,
    changes: [
      { index: 2, before: 100, after: 100.001, direction: 'regressed', p: null },
      { index: 4, before: 100.001, after: 50, direction: 'improved', p: null },
    ],
  })
  expect(changes([NEVER, NEVER, 5, NEVER], of)).toEqual([
    { index: 2, before: NEVER, after: 5, share: null, direction: 'improved' },
    { index: 3, before: 5, after: NEVER, share: null, direction: 'regressed' },
  ])
})

test('to "never" and back is a change, and no figure of it is NaN', () => {
  const of = { metric: 'response_p99' }
  const never = (count: number) => Array<number>(count).fill(NEVER)
  expect(changes([...around(100_000, 10), ...never(10)], of)).toEqual([
    { index: 10, before: 100_000, after: NEVER, share: null, direction: 'regressed' },
  ])
  expect(changes([...never(10), ...around(100_000, 10)], of)).toEqual([
    { index: 10, before: NEVER, after: 100_000, share: null, direction: 'improved' },
  ])
  expect(found(never(20), of)).toMatchObject({ changes: [], suspect: null })
})

test('a single "never" is no change, and does not hide a step', () => {
  const once = [...around(100_000, 5), NEVER, ...around(100_000, 9)]
  expect(changes(once)).toEqual([])
  expect(changes([...once, ...around(150_000, 15)])).toMatchObject([{ index: 15, after: 150_000 }])
})

test('the gap between two arms stands still while the machine becomes half as fast', () => {
  const latencies = [...around(100_000, 10), ...around(200_000, 10)]
  const overview = overviewOf([
    ...entries(latencies, { arm: 'rpc' }),
    ...entries(
      latencies.map((value) => value * 3),
      { arm: 'queue' },
    ),
    ...entries(
      latencies.map(() => 3),
      { arm: 'queue/rpc', unit: 'ratio' },
    ),
  ])
  expect(overview.changes.map(({ series, index }) => [series.arm, index])).toEqual([
    ['rpc', 10],
    ['queue', 10],
  ])
})
