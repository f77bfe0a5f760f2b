import { expect, test } from 'vitest'
import { compareSides } from './judge.ts'
import type { MinChange } from './min-change.ts'
import { type SeriesFields, series, side } from './side.testing.ts'

const P99: SeriesFields = { metric: 'response_p99' }
const RATIO: SeriesFields = { metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }
const times = (count: number, value: number) => Array<number>(count).fill(value)

function judged(base: readonly number[], head: readonly number[], fields: SeriesFields, minChange: MinChange = 0) {
  const of = (values: readonly number[]) => side(series(values, { kind: 'exact', ...fields }))
  const { verdict, note } = compareSides(of(base), of(head), new Map(), minChange)[0]!
  return [verdict, note]
}

test.each([0, 0.01, 'measured'] as const)(
  'a mean that got far worse is no improvement of the median, with %j',
  (size) => {
    const head = [...times(11, 99_999), ...times(9, 1_000_000)]
    expect(judged(times(20, 100_000), head, P99, size)).toEqual(['regressed', '9 seeds up, 11 down; by the mean'])
    expect(judged(times(20, 0.9), [...times(11, 0.90001), ...times(9, 0.1)], RATIO, size)[0]).toBe('regressed')
  },
)

test('a median that got worse is no improvement of the mean', () => {
  const head = [...times(11, 110_000), ...times(9, 10_000)]
  for (const size of [0, 0.01] as const) expect(judged(times(20, 100_000), head, P99, size)[0]).toBe('regressed')
})

test('of median and mean only those that moved by the smallest change decide', () => {
  const up = [...times(11, 100_001), ...times(9, 50_000)]
  expect(judged(times(20, 100_000), up, P99)[0]).toBe('regressed')
  expect(judged(times(20, 100_000), up, P99, 0.01)).toEqual(['improved', '11 seeds up, 9 down; by the mean'])
})

test('a mean of the same values in another order stands still', () => {
  expect(judged([0.1, 0.2, 0.3, 0.4, 0.7], [0.7, 0.4, 0.3, 0.2, 0.1], RATIO)[0]).toBe('changed')
})

test('without a better side, median and mean that disagree are a change', () => {
  const head = [...times(11, 99_999), ...times(9, 1_000_000)]
  expect(judged(times(20, 100_000), head, { ...P99, better: 'neither' })[0]).toBe('changed')
})
