import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { pseudoMedian, shift } from './hodges-lehmann.ts'
import { mannWhitney } from './mann-whitney.ts'
import { signedRank } from './signed-rank.ts'

const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 12 })
const NEVER = Number.POSITIVE_INFINITY

test('the shift of x to x + c is c', () => {
  fc.assert(
    fc.property(sample, fc.integer({ min: -1000, max: 1000 }), (x, c) => {
      expect(
        shift(
          x,
          x.map((value) => value + c),
        ).estimate,
      ).toBe(c)
    }),
  )
})

test('swapping the sides changes the signs of estimate and interval', () => {
  fc.assert(
    fc.property(sample, sample, (x, y) => {
      const there = shift(x, y)
      const back = shift(y, x)
      expect([back.estimate + there.estimate, back.low + there.high, back.high + there.low]).toEqual([0, 0, 0])
      expect(back.confidence).toBeCloseTo(there.confidence, 12)
      expect(there.low <= there.estimate && there.estimate <= there.high).toBe(true)
    }),
  )
})

test('too few runs give no interval: three a side, five pairs', () => {
  expect(shift([1, 2, 3], [4, 5, 6])).toEqual({
    estimate: 3,
    low: Number.NaN,
    high: Number.NaN,
    confidence: Number.NaN,
  })
  expect(shift([1, 2, 3, 4], [5, 6, 7, 8]).low).toBe(1)
  expect(pseudoMedian([1, 2, 3, 4, 5]).low).toBeNaN()
  expect(pseudoMedian([1, 2, 3, 4, 5, 6])).toMatchObject({ low: 1, high: 6, confidence: 1 - 2 / 64 })
})

test('never less never is 0, a number less never is minus never', () => {
  expect(shift([NEVER, NEVER], [NEVER, NEVER]).estimate).toBe(0)
  expect(shift([1, 2], [NEVER, NEVER]).estimate).toBe(NEVER)
  expect(shift([NEVER, NEVER], [1, 2]).estimate).toBe(-NEVER)
  expect(shift([1, NEVER], [1, NEVER]).estimate).toBe(0)
  expect(pseudoMedian([NEVER, -NEVER]).estimate).toBe(0)
})

test('the interval holds the true shift in at least 95 of 100 cases', () => {
  const normal = (trial: number, i: number) =>
    Math.sqrt(-2 * Math.log(1 - draw(3, STREAM.service, trial, i))) *
    Math.cos(2 * Math.PI * draw(3, STREAM.failure, trial, i))
  const held = Array.from({ length: 2000 }, (_, trial) => {
    const run = (from: number) => Array.from({ length: 6 }, (_, i) => normal(trial, from + i))
    const { low, high } = shift(
      run(0),
      run(6).map((value) => value + 1),
    )
    return Number(low <= 1 && 1 <= high)
  }).reduce((sum, one) => sum + one, 0)
  // Its confidence is 0.9589; three standard errors of 2000 cases are 0.0133.
  expect(Math.abs(held / 2000 - 0.9589)).toBeLessThan(0.0133)
})

test('a median between minus never and never is no number', () => {
  expect(shift([0], [-NEVER, NEVER]).estimate).toBeNaN()
})

/** Without ties: distinct values, moved by less than the distance of any two differences. */
const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 6, maxLength: 9 })
const BIT = 2 ** -12

test('the interval holds the shifts that the test does not reject, and no others', () => {
  fc.assert(
    fc.property(distinct, distinct, (x, y) => {
      const spaced = y.map((value, i) => value + (i + 1) / 64)
      const { low, high } = shift(x, spaced)
      const p = (moved: number) =>
        mannWhitney(
          x.map((value) => value + moved),
          spaced,
        ).p
      expect([p(low + BIT) > 0.05, p(low - BIT) > 0.05]).toEqual([true, false])
      expect([p(high - BIT) > 0.05, p(high + BIT) > 0.05]).toEqual([true, false])
    }),
  )
})

test('the interval of pairs holds the shifts that the test does not reject, and no others', () => {
  fc.assert(
    fc.property(distinct, (d) => {
      // Powers of 2 beside whole numbers: no two means of two are equal.
      const spaced = d.map((value, i) => value + 2 ** (-i - 1) / 64)
      const { low, high } = pseudoMedian(spaced)
      const bit = 2 ** -20
      const p = (moved: number) => signedRank(spaced.map((value) => value - moved)).p
      expect([p(low + bit) > 0.05, p(low - bit) > 0.05]).toEqual([true, false])
      expect([p(high - bit) > 0.05, p(high + bit) > 0.05]).toEqual([true, false])
    }),
  )
})

test('beyond the exact sizes the place of the ends comes from the normal distribution and goes on from there', () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
  const [exact, approximate] = [shift(upTo(50), upTo(50)), shift(upTo(50), upTo(51))]
  // Of 50 against 51 the exact place would be 987, the approximate one is 986: here the same values.
  expect([exact.low, exact.high, approximate.low, approximate.high]).toEqual([-6, 6, -6, 7])
  expect(Math.abs(approximate.confidence - 0.95)).toBeLessThan(0.001)
})
