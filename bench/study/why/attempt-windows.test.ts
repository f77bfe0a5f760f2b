import { expect, test } from 'vitest'
import { windowMeans } from './attempt-windows.ts'

const counts = (first: number, all: number) => ({ first, all })

test('a second with 20 attempts stands alone, one with 19 does not', () => {
  expect(windowMeans([counts(5, 20), counts(7, 21)])).toEqual([counts(5, 20), counts(7, 21)])
  expect(windowMeans([counts(5, 19), counts(7, 25)])).toEqual([counts(6, 22), counts(7, 25)])
})

test('the window of a slow shard has as many seconds on both sides as 20 attempts take', () => {
  const slow = [counts(2, 6), counts(0, 4), undefined, counts(1, 10), counts(4, 10), counts(3, 9), counts(1, 3)]
  const means = windowMeans(slow)
  // Second 2 alone 0, with 1 and 3 14, with 0 and 4 30. Second 5 with 4 and 6 22.
  expect(means[2]).toEqual(counts(7 / 5, 30 / 5))
  expect(means[5]).toEqual(counts(8 / 3, 22 / 3))
})

test('a quiet time does not dilute the burst after it', () => {
  expect(windowMeans([undefined, undefined, counts(300, 300)])[2]).toEqual(counts(300, 300))
})

test('at the ends a window grows on one side alone, and fewer attempts in all are one window', () => {
  expect(windowMeans([counts(1, 1), counts(1, 1), counts(4, 22)])[0]).toEqual(counts(2, 8))
  expect(windowMeans([counts(1, 2), counts(1, 4)])).toEqual([counts(1, 3), counts(1, 3)])
  expect(windowMeans([])).toEqual([])
})
