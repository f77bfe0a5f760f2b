import { expect, test } from 'vitest'
import { falls, signTest } from './trend.ts'

test('values fall when enough pairs of them do', () => {
  expect(falls([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBe(true)
  // S = 25 of 45: p = 0.025 by the normal distribution; S = 19: p = 0.089.
  expect(falls([10, 9, 8, 7, 6, 1, 2, 3, 4, 5])).toBe(true)
  expect(falls([10, 9, 8, 3, 4, 5, 6, 7, 2, 1])).toBe(true)
  expect(falls([5, 4, 3, 2, 1, 10, 9, 8, 7, 6])).toBe(false)
  expect(falls([1, 2, 3, 4, 5])).toBe(false)
  expect(falls([7, 7, 7, 7])).toBe(false)
  expect(falls([])).toBe(false)
})

test('values that fall at first and are up again at the end do not fall', () => {
  expect(falls([10, 9, 8, 7, 6, 5, 4, 3, 2, 11])).toBe(false)
})

test.each([
  [0, 0, 1],
  [5, 0, 1 / 32],
  [0, 5, 1],
  [8, 2, 56 / 1024],
  [1, 0, 1 / 2],
])('at least %d lost of %d more gained by chance: p = %d', (lost, gained, p) => {
  expect(signTest(lost, gained)).toBeCloseTo(p, 12)
})

test('the sign test of many goes over into the normal distribution without a jump', () => {
  // Exact up to 200 pairs.
  for (const lost of [100, 110, 115, 120]) {
    const exact = signTest(lost, 200 - lost)
    const nearly = signTest(lost, 201 - lost)
    expect(nearly).toBeGreaterThan(exact * 0.8)
    expect(nearly).toBeLessThan(exact * 1.6)
  }
})
