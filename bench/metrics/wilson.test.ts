import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilson } from './wilson.ts'

const rounded = ([low, high]: readonly number[]) => [Number(low!.toFixed(4)), Number(high!.toFixed(4))]

// 81/263, 15/148, 0/20 and 1/29: Newcombe, Statistics in Medicine 17 (1998), table I, method 3; the others by the
// formula.
test.each([
  [0, 1, [0, 0.7935]],
  [1, 1, [0.2065, 1]],
  [0, 10, [0, 0.2775]],
  [5, 10, [0.2366, 0.7634]],
  [0, 20, [0, 0.1611]],
  [1, 29, [0.0061, 0.1718]],
  [15, 148, [0.0624, 0.1605]],
  [81, 263, [0.2553, 0.3662]],
  [0, 40, [0, 0.0876]],
  [28, 40, [0.5457, 0.8193]],
  [40, 40, [0.9124, 1]],
])('%i of %i: the interval is %j', (successes, n, interval) => {
  expect(rounded(wilson(successes, n))).toEqual(interval)
})

test('without trials the interval is unknown', () => {
  expect(wilson(0, 0)).toEqual([Number.NaN, Number.NaN])
})

test('no success and all successes have an exact end at 0 and at 1', () => {
  for (const n of [1, 7, 1000, 1_000_000]) expect([wilson(0, n)[0], wilson(n, n)[1]]).toEqual([0, 1])
})

test('for any share: within 0 to 1, around the share, the mirror of that of the failures', () => {
  const counts = fc.integer({ min: 1, max: 10_000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)))
  fc.assert(
    fc.property(counts, ([successes, n]) => {
      const [low, high] = wilson(successes, n)
      expect(0 <= low && low <= successes / n && successes / n <= high && high <= 1).toBe(true)
      const [otherLow, otherHigh] = wilson(n - successes, n)
      expect(otherLow).toBeCloseTo(1 - high, 12)
      expect(otherHigh).toBeCloseTo(1 - low, 12)
    }),
  )
})

test('four times as many runs halve the width, near enough', () => {
  const width = (n: number) => {
    const [low, high] = wilson(n / 2, n)
    return high - low
  }
  expect((width(10_000) / width(40_000)).toFixed(3)).toBe('2.000')
})
