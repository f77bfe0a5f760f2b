import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bursts, type Part, partArrivals, partDurationMs, poisson, ramp, sequence, steady } from './plan.ts'

const hold = (ratePerSecond: number, durationMs: number): Part => ({
  kind: 'rate',
  fromRatePerSecond: ratePerSecond,
  toRatePerSecond: ratePerSecond,
  durationMs,
})

test('steady arrivals are evenly spaced from 0, the end excluded', () => {
  expect([...steady({ ratePerSecond: 4, durationMs: 1000 })]).toEqual([0, 250, 500, 750])
  expect([...steady({ ratePerSecond: 4, durationMs: 1001 })]).toEqual([0, 250, 500, 750, 1000])
  expect([...steady({ ratePerSecond: 0, durationMs: 1000 })]).toEqual([])
})

test('a ramp puts arrival k where the integral of the rate is k', () => {
  // 0 to 8/s in 1 s: integral 4 t^2 = k, so t = sqrt(k / 4)
  const up = [...ramp({ fromRatePerSecond: 0, toRatePerSecond: 8, durationMs: 1000 })]
  for (const [k, dueMs] of up.entries()) expect(dueMs).toBeCloseTo(Math.sqrt(k / 4) * 1000, 9)
  expect(up.length).toBe(4)
  // 8/s to 0 in 1 s: 8 t - 4 t^2 = k, so t = 1 - sqrt(1 - k / 4)
  const down = [...ramp({ fromRatePerSecond: 8, toRatePerSecond: 0, durationMs: 1000 })]
  for (const [k, dueMs] of down.entries()) expect(dueMs).toBeCloseTo((1 - Math.sqrt(1 - k / 4)) * 1000, 9)
  expect(down.length).toBe(4)
})

test('the tutorial: 350 every 80 ms up to 2000', () => {
  const plan = [...bursts({ size: 350, everyMs: 80, total: 2000 })]
  expect(plan.length).toBe(2000)
  const sizes = new Map<number, number>()
  for (const dueMs of plan) sizes.set(dueMs, (sizes.get(dueMs) ?? 0) + 1)
  expect([...sizes]).toEqual([
    [0, 350],
    [80, 350],
    [160, 350],
    [240, 350],
    [320, 350],
    [400, 250],
  ])
})

test('parts follow one another; a fraction of an arrival carries over', () => {
  const parts = [hold(2, 250), { kind: 'bursts', size: 2, everyMs: 100, total: 3 } as const, hold(2, 1000)]
  // 0.5 arrivals in the first part; the next whole one is reached 250 ms into the third, which starts at 450
  expect([...sequence(parts, 'constant', 0)]).toEqual([0, 250, 250, 350, 700, 1200])
})

const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant('rate' as const),
    fromRatePerSecond: fc.nat(500),
    toRatePerSecond: fc.nat(500),
    durationMs: fc.nat(2000),
  }),
  fc.record({
    kind: fc.constant('bursts' as const),
    size: fc.integer({ min: 1, max: 50 }),
    everyMs: fc.integer({ min: 1, max: 100 }),
    total: fc.nat(200),
  }),
)

test('any plan ascends, stays within its parts, has the asked number, and repeats', () => {
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 6 }), (parts) => {
      const plan = sequence(parts, 'constant', 0)
      const times = [...plan]
      const endMs = parts.reduce((sum, part) => sum + partDurationMs(part), 0)
      expect(times.every((dueMs, i) => dueMs >= (times[i - 1] ?? 0) && dueMs <= endMs)).toBe(true)
      const rate = parts.filter((part) => part.kind === 'rate').reduce((sum, part) => sum + partArrivals(part), 0)
      const burst = parts.filter((part) => part.kind === 'bursts').reduce((sum, part) => sum + partArrivals(part), 0)
      expect(Math.abs(times.length - burst - Math.ceil(rate))).toBeLessThanOrEqual(
        rate % 1 < 1e-6 || rate % 1 > 1 - 1e-6 ? 1 : 0,
      )
      expect([...plan]).toEqual(times)
    }),
  )
})

test('Poisson arrivals have the mean and the variance of their rate, over 1000 seeds', () => {
  const part = { kind: 'rate', fromRatePerSecond: 50, toRatePerSecond: 150, durationMs: 1000 } as const
  const counts = Array.from({ length: 1000 }, (_, seed) => [...poisson([part], seed)].length)
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1)
  // Standard errors: sqrt(100 / 1000) = 0.32 for the mean, 100 x sqrt(2 / 999) = 4.5 for the variance; four of each.
  expect(Math.abs(mean - 100)).toBeLessThan(1.3)
  expect(Math.abs(variance - 100)).toBeLessThan(18)
})

test('the same seed gives the same Poisson arrivals, another seed others', () => {
  const part = { kind: 'rate', fromRatePerSecond: 10, toRatePerSecond: 10, durationMs: 1000 } as const
  expect([...poisson([part], 7)]).toEqual([...poisson([part], 7)])
  expect([...poisson([part], 7)]).not.toEqual([...poisson([part], 8)])
})
