import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goodputPerSecond } from './goodput.ts'
import { histogram } from './testing.ts'

/** Goodput of a load of one second: answers within it, and the delays of the others after its end, ms. */
const goodput = (within: number, afterMs: readonly number[] = []) =>
  goodputPerSecond({ goodDone: within + afterMs.length, goodAfterLoad: histogram(afterMs), spanMs: 1000 })

test('a load that is served as it comes: answers per second of load', () => {
  expect([goodput(100), goodput(0), goodput(99, [10])]).toEqual([100, 0, 99])
})

test('one straggler does not set the goodput per second', () => {
  expect([10, 1000, 86_400_000].map((ms) => goodput(99, [ms]))).toEqual([99, 99, 99])
})

test('the drain of a burst belongs to its goodput, but for the last 1 %', () => {
  const drain = Array.from({ length: 200 }, (_, i) => 10 * (i + 1))
  // 198 of 200 within 1980 ms, which a histogram knows to 0.4 %.
  expect(goodput(0, drain)).toBeCloseTo(198_000 / (1000 + 1980), 0)
  expect(goodput(0, [...drain.slice(0, 198), 1e6, 2e6])).toBe(goodput(0, drain))
})

test('however late the last of at least two answers is, goodput is the same to 0.4 %, and never above that of the load alone', () => {
  const answers = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.nat(100), answers, fc.nat(80_000_000), (within, afterMs, later) => {
      const least = Math.max(...afterMs)
      // Of equal answers a histogram is exact, of others to 0.4 %.
      const share = goodput(within, [...afterMs, least + later]) / goodput(within, [...afterMs, least])
      expect(share > 0.996 && share < 1.004).toBe(true)
      expect(goodput(within, afterMs)).toBeLessThanOrEqual(within + afterMs.length)
    }),
  )
})
