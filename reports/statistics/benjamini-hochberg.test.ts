import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { adjusted } from './benjamini-hochberg.ts'

const ps = fc.array(
  fc.integer({ min: 1, max: 64 }).map((p) => p / 64),
  { maxLength: 20 },
)

test('rejecting every q at or below a level is the step-up rule of Benjamini and Hochberg', () => {
  fc.assert(
    fc.property(ps, fc.constantFrom(0.05, 0.1, 0.3), (p, level) => {
      const sorted = p.toSorted((a, b) => a - b)
      // The largest k with p_(k) <= k / m * level; then the k smallest are rejected.
      const k = sorted.findLastIndex((value, i) => value * (p.length / (i + 1)) <= level)
      const rejected = p.map((value) => k >= 0 && value <= sorted[k]!)
      expect(adjusted(p).map((q) => q <= level)).toEqual(rejected)
    }),
  )
})

test('no q is below its p or above 1, and q keeps the order of p, ties too', () => {
  fc.assert(
    fc.property(ps, (p) => {
      const q = adjusted(p)
      expect(q.every((value, i) => value >= p[i]! && value <= 1)).toBe(true)
      for (const [i, a] of p.entries()) for (const [j, b] of p.entries()) if (a <= b) expect(q[i]! <= q[j]!).toBe(true)
    }),
  )
})

test('the q of a p does not depend on its place', () => {
  fc.assert(
    fc.property(ps, (p) => {
      expect(adjusted(p.toReversed())).toEqual(adjusted(p).toReversed())
    }),
  )
})

test('one p is its own q, none has none; a larger family raises q', () => {
  expect([adjusted([]), adjusted([0.03]), adjusted([0.03, 1, 1])]).toEqual([[], [0.03], [0.09, 1, 1]])
})

test('where half of the series moved, half of 5 % of the reported changes are false', () => {
  // 20 nulls beside 20 clear effects: the rule promises a share of 0.05 * 20 / 40.
  const shares = Array.from({ length: 2000 }, (_, trial) => {
    const nulls = Array.from({ length: 20 }, (_, i) => draw(4, STREAM.client, trial, i))
    const q = adjusted([...nulls, ...Array<number>(20).fill(1e-9)])
    const falseOnes = q.slice(0, 20).filter((value) => value <= 0.05).length
    return falseOnes / (20 + falseOnes)
  })
  // A share varies by about 0.035 from trial to trial, the mean of 2000 by 0.0008; it may be three of these off.
  expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) / 2000 - 0.025)).toBeLessThan(0.0024)
})
