import { expect, test } from 'vitest'
import { differenceOfShares, meanInterval, studentPoint, Z } from './interval.ts'

test('the points are those of the tables: standard normal and t at 0.99999', () => {
  expect(Z).toBeCloseTo(4.264891, 6)
  // scipy.stats.t.ppf(0.99999, n - 1) is 5.6268, 5.0855 and 4.4807.
  expect([20, 30, 100].map((n) => studentPoint(n).toFixed(3))).toEqual(['5.626', '5.085', '4.481'])
})

test('the half width is t times the standard error of the mean', () => {
  const values = Array.from({ length: 20 }, (_, i) => (i < 10 ? 1 : 3))
  const { mean, halfWidth } = meanInterval(values)
  expect(mean).toBe(2)
  expect(halfWidth).toBeCloseTo(studentPoint(20) * Math.sqrt(20 / 19 / 20), 12)
})

test('19 values are too few, 20 are enough', () => {
  expect(() => meanInterval(Array(19).fill(1))).toThrow('at least 20 values, got 19')
  expect(meanInterval(Array(20).fill(1))).toEqual({ mean: 1, halfWidth: 0 })
})

test.each([
  // Newcombe 1998, table II, method 10: cases a and e.
  [{ successes: 56, n: 70 }, { successes: 48, n: 80 }, '0.0524', '0.3339'],
  [{ successes: 5, n: 56 }, { successes: 0, n: 29 }, '-0.0381', '0.1926'],
] as const)('the difference of two shares has the interval of the paper: %o - %o', (a, b, low, high) => {
  expect(differenceOfShares(a, b).map((bound) => bound.toFixed(4))).toEqual([low, high])
})
