import { expect, test } from 'vitest'
import { nightLabels, nightTicks } from './night-axis.ts'

test('up to eight nights have a label each, more have at most eight, evenly spread from the first on', () => {
  expect(nightTicks(1)).toEqual([0])
  expect(nightTicks(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(nightTicks(9)).toEqual([0, 2, 4, 6, 8])
  expect(nightTicks(120)).toEqual([0, 17, 34, 51, 68, 85, 102, 119])
  expect(nightTicks(121)).toEqual([0, 18, 36, 54, 72, 90, 108])
})

test('a label is the date, with the time where two nights share a date', () => {
  const [a, b] = ['2026-01-01T02:00:00.000Z', '2026-01-01T14:30:00.000Z']
  expect(nightLabels([a, '2026-01-02T02:00:00.000Z'])).toEqual([['2026-01-01'], ['2026-01-02']])
  expect(nightLabels([a, b])).toEqual([
    ['2026-01-01', '02:00'],
    ['2026-01-01', '14:30'],
  ])
})
