import { expect, test } from 'vitest'
import { ascending, median } from './order.ts'

test('ascending sorts by size, not by digits, and does not change the given list', () => {
  const given = [10, 9, Number.POSITIVE_INFINITY, -1]
  expect(ascending(given)).toEqual([-1, 9, 10, Number.POSITIVE_INFINITY])
  expect(given[0]).toBe(10)
})

test('the median of an even number is the mean of the middle two, also when they are infinite', () => {
  expect([[1], [1, 2], [1, 2, 4]].map(median)).toEqual([1, 1.5, 2])
  expect(median([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(
    Number.POSITIVE_INFINITY,
  )
  expect(median([])).toBeNaN()
})
