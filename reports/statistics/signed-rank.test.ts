import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signedRank, smallestSignedP } from './signed-rank.ts'

const differences = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 10 })

test('exact p is the share of all signs with such a V or a more extreme one; zeros are left out', () => {
  fc.assert(
    fc.property(differences, (d) => {
      const { v, p, pLess, pGreater } = signedRank(d)
      const sizes = d.filter((x) => x !== 0).map(Math.abs)
      const rank = (x: number) => (sizes.filter((y) => y < x).length + 1 + sizes.filter((y) => y <= x).length) / 2
      const vs = Array.from({ length: 2 ** sizes.length }, (_, signs) =>
        sizes.reduce((sum, x, i) => sum + ((signs >> i) & 1 ? rank(x) : 0), 0),
      )
      const less = vs.filter((other) => other <= v).length / vs.length
      const greater = vs.filter((other) => other >= v).length / vs.length
      expect([pLess, pGreater].map((x) => x.toFixed(12))).toEqual([less, greater].map((x) => x.toFixed(12)))
      expect(p).toBeCloseTo(Math.min(1, 2 * Math.min(less, greater)), 12)
    }),
    { numRuns: 60 },
  )
})

test('turning all signs swaps the tails', () => {
  fc.assert(
    fc.property(differences, (d) => {
      const back = signedRank(d.map((x) => -x))
      const there = signedRank(d)
      expect([back.pLess.toFixed(12), back.p.toFixed(12)]).toEqual([there.pGreater.toFixed(12), there.p.toFixed(12)])
    }),
  )
})

test('without a difference p is 1; all in one direction give the smallest p there is', () => {
  expect(signedRank([0, 0]).p).toBe(1)
  expect(signedRank([1, 2, 3, 4, 5, 6]).p).toBe(smallestSignedP(6))
  expect(smallestSignedP(1)).toBe(1)
  expect(() => signedRank([Number.NaN])).toThrow(RangeError)
})

test('beyond 100 differences the normal approximation goes on from there', () => {
  const mixed = (n: number) =>
    Array.from({ length: n }, (_, i) => (i % 5 === 0 ? -1 : i % 2 === 0 ? 1 : -0.9) * (i + 1))
  expect(Math.abs(signedRank(mixed(100)).p - signedRank(mixed(101)).p)).toBeLessThan(0.05)
})
