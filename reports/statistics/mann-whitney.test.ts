import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runsForDetecting } from './detectable.ts'
import { EXACT_PAIRS_MAX, mannWhitney, smallestP } from './mann-whitney.ts'

/** Few different values, so that most samples have ties; "never" is one of them. */
const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.POSITIVE_INFINITY))
const sample = (max: number) => fc.array(value, { minLength: 1, maxLength: max })

/** Pairs in which x is greater, ties as half. */
function uOf(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, a) => sum + y.reduce((own, b) => own + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0)
}

/** All ways to deal the values of both sides into sides of these sizes. */
function* deals(all: readonly number[], size: number): Generator<[number[], number[]]> {
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const x = all.filter((_, i) => (mask >> i) & 1)
    if (x.length === size) yield [x, all.filter((_, i) => !((mask >> i) & 1))]
  }
}

test('exact p is the share of all deals with such a U or a more extreme one, also with ties', () => {
  const both = fc.tuple(sample(6), sample(6))
  fc.assert(
    fc.property(both, ([x, y]) => {
      const { u, p, pLess, pGreater } = mannWhitney(x, y)
      expect(u).toBe(uOf(x, y))
      const us = [...deals([...x, ...y], x.length)].map(([a, b]) => uOf(a, b))
      const less = us.filter((other) => other <= u).length / us.length
      const greater = us.filter((other) => other >= u).length / us.length
      expect(pLess).toBeCloseTo(less, 12)
      expect(pGreater).toBeCloseTo(greater, 12)
      expect(p).toBeCloseTo(Math.min(1, 2 * Math.min(less, greater)), 12)
    }),
    { numRuns: 60 },
  )
})

test('swapping the sides swaps the tails', () => {
  fc.assert(
    fc.property(sample(20), sample(20), (x, y) => {
      const there = mannWhitney(x, y)
      const back = mannWhitney(y, x)
      expect(back.u).toBe(x.length * y.length - there.u)
      expect([back.p, back.pLess, back.pGreater].map((p) => p.toFixed(12))).toEqual(
        [there.p, there.pGreater, there.pLess].map((p) => p.toFixed(12)),
      )
    }),
  )
})

test('only the order of the values counts', () => {
  fc.assert(
    fc.property(sample(12), sample(12), (x, y) => {
      expect(mannWhitney(x.map(Math.exp), y.map(Math.exp))).toEqual(mannWhitney(x, y))
    }),
  )
})

test('beyond the exact sizes the normal approximation goes on from there', () => {
  const upTo = (n: number, shift: number) => Array.from({ length: n }, (_, i) => i + shift)
  for (const shift of [0.5, 5.5, 10.5]) {
    const exact = mannWhitney(upTo(50, 0), upTo(50, shift))
    const approximate = mannWhitney(upTo(50, 0), upTo(51, shift - 0.5))
    expect(50 * 50).toBe(EXACT_PAIRS_MAX)
    expect(Math.abs(exact.p - approximate.p)).toBeLessThan(0.01)
  }
  expect(mannWhitney(Array(60).fill(1), Array(60).fill(1)).p).toBe(1)
})

test.each([
  [[], [1]],
  [[1], []],
  [[Number.NaN], [1]],
])('sides that are empty or hold NaN are refused: %j %j', (x, y) => {
  expect(() => mannWhitney(x, y)).toThrow(RangeError)
})

test('n runs a side can judge this many series together: 5 runs 6, 6 runs 23, 7 runs 85, 8 runs 321, 10 runs 4618', () => {
  for (const [n, most] of [
    [5, 6],
    [6, 23],
    [7, 85],
    [8, 321],
    [10, 4618],
  ] as const) {
    expect([n, runsForDetecting(most)]).toEqual([n, n])
    expect(runsForDetecting(most + 1)).toBe(n + 1)
  }
  expect([smallestP(1, 1), smallestP(4, 4), smallestP(3, 7)]).toEqual([1, 2 / 70, 2 / 120])
})

test('the chances of both tails are as exact when they are tiny', () => {
  const low = Array.from({ length: 50 }, (_, i) => i)
  // Of the C(100, 50) deals one has no pair in which the lower side is greater, and one has one such pair.
  const high = low.map((value) => (value === 0 ? 48.5 : value + 100))
  const tail = smallestP(50, 50)
  expect(mannWhitney(low, high).pLess / tail).toBeCloseTo(1, 12)
  expect(mannWhitney(high, low).pGreater / tail).toBeCloseTo(1, 12)
})

test('one or two runs against very many are judged exactly as well', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
  expect(mannWhitney([0], many(2500)).p / (2 / 2501)).toBeCloseTo(1, 12)
  expect(mannWhitney(many(1250), [0, -1]).p / smallestP(2, 1250)).toBeCloseTo(1, 12)
  expect(mannWhitney([0], [1])).toEqual({ u: 0, p: 1, pLess: 0.5, pGreater: 1 })
})
