import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalQuantile } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { spreadOf } from './spread.ts'

test('the spread is 1.4826 times the median distance from the median of the group, times n / (n - groups)', () => {
  expect(spreadOf([1, 2, 3, 4, 5])).toBeCloseTo((1.4826 * 1 * 5) / 4, 12)
  // Distances 1 0 1 and 10 0 10.
  expect(spreadOf([1, 2, 3], [10, 20, 30])).toBeCloseTo((1.4826 * 1 * 6) / 4, 12)
})

test('one wild run does not change the spread, nor does "never"', () => {
  for (const wild of [1000, Number.POSITIVE_INFINITY])
    expect(spreadOf([1, 2, 3, 4, wild])).toBe(spreadOf([1, 2, 3, 4, 5]))
  expect(spreadOf([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1])).toBe(0)
})

test('equal values have a spread of 0; without two values in a group it is unknown', () => {
  expect([spreadOf([5, 5, 5]), spreadOf([5, 5], [9, 9])]).toEqual([0, 0])
  expect([spreadOf(), spreadOf([5]), spreadOf([5], [9])]).toEqual([Number.NaN, Number.NaN, Number.NaN])
})

test('another level of a group does not change it, another unit scales it', () => {
  const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(values, values, fc.integer({ min: -9, max: 9 }), (x, y, c) => {
      const moved = y.map((value) => value + c)
      const scaled = (group: readonly number[]) => group.map((value) => value * 4)
      expect([spreadOf(x, moved), spreadOf(scaled(x), scaled(y))]).toEqual([spreadOf(x, y), 4 * spreadOf(x, y)])
    }),
  )
})

test.each([5, 8, 20])('of two groups of %i normal runs it is the standard deviation on average', (n) => {
  const trials = 2000
  const group = (trial: number, from: number) =>
    Array.from({ length: n }, (_, i) => normalQuantile(draw(2, STREAM.client, trial, from + i)))
  const spreads = Array.from({ length: trials }, (_, trial) => spreadOf(group(trial, 0), group(trial, n)))
  // 2 % are left of the correction, and three standard errors of 2000 trials are at most 2 %.
  expect(Math.abs(spreads.reduce((sum, spread) => sum + spread, 0) / trials - 1)).toBeLessThan(0.04)
})
