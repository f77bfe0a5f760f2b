import { expect, test } from 'vitest'
import type { Sample } from './sample.ts'
import { medianInterval, summarise } from './summary.ts'

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

// The table of order statistics for a 95 % interval of the median (Conover, Practical Nonparametric Statistics).
test.each([
  [5, [Number.NaN, Number.NaN]],
  [6, [1, 6]],
  [8, [1, 7]],
  [9, [2, 8]],
  [12, [3, 10]],
  [20, [6, 15]],
])('of %i values the interval is %j', (n, interval) => {
  expect(medianInterval(upTo(n))).toEqual(interval)
})

test('samples are grouped by what they measure, in their order, with the worst status', () => {
  const sample: Sample = {
    suite: 's',
    arm: 'a',
    variant: 'v',
    phase: 'all',
    metric: 'm',
    unit: 'count',
    better: 'lower',
    kind: 'noisy',
    repeat: 1,
    seed: 7,
    requests: 10,
    value: 3,
    status: 'valid',
  }
  const [second, first] = summarise([
    { ...sample, arm: 'b' },
    sample,
    { ...sample, repeat: 2, value: 1, status: 'invalid' },
    { ...sample, repeat: 3, value: 2 },
  ])
  expect(second).toMatchObject({ arm: 'b', n: 1, median: 3, status: 'valid' })
  expect(first).toMatchObject({ arm: 'a', n: 3, median: 2, min: 1, max: 3, ciLow: Number.NaN, status: 'invalid' })
})
