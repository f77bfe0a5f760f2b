import { expect, test } from 'vitest'
import { type Distribution, meanMs, meanOfLargestMs, normalQuantile, sampleMs } from './distribution.ts'

test('quantiles of the simple distributions are exact', () => {
  expect(sampleMs({ kind: 'constant', ms: 5 }, 0.9)).toBe(5)
  expect(sampleMs({ kind: 'uniform', minMs: 8, maxMs: 14 }, 0.5)).toBe(11)
  expect(sampleMs({ kind: 'exponential', meanMs: 10 }, 0)).toBe(0)
  expect(sampleMs({ kind: 'exponential', meanMs: 10 }, 1 - Math.exp(-2))).toBeCloseTo(20, 10)
  expect(sampleMs({ kind: 'lognormal', medianMs: 7, sigma: 0.5 }, 0.5)).toBe(7)
})

// Values: any table of the standard normal distribution.
test.each([
  [0.5, 0],
  [0.841344746, 1],
  [0.975, 1.959963985],
  [0.001, -3.090232306],
  [0.999, 3.090232306],
])('normal quantile at %f is %f', (u, z) => {
  expect(normalQuantile(u)).toBeCloseTo(z, 7)
})

test.each([
  { kind: 'uniform', minMs: 2, maxMs: 6 },
  { kind: 'exponential', meanMs: 10 },
  { kind: 'lognormal', medianMs: 10, sigma: 0.8 },
] satisfies Distribution[])('the mean is that of the quantiles: %o', (distribution) => {
  const n = 200_000
  let sum = 0
  for (let i = 0; i < n; i++) sum += sampleMs(distribution, (i + 0.5) / n)
  expect(sum / n / meanMs(distribution)).toBeCloseTo(1, 3)
})

test('the largest of one is the mean, of constants the constant, of n uniform ones n/(n + 1) of the way up', () => {
  expect(meanOfLargestMs({ kind: 'lognormal', medianMs: 10, sigma: 0.8 }, 1)).toBe(10 * Math.exp(0.8 ** 2 / 2))
  expect(meanOfLargestMs({ kind: 'constant', ms: 5 }, 7)).toBe(5)
  for (const n of [2, 3, 9]) {
    expect(meanOfLargestMs({ kind: 'uniform', minMs: 2, maxMs: 12 }, n)).toBeCloseTo(2 + (10 * n) / (n + 1), 3)
  }
})

test('the largest of n exponential ones is 1 + 1/2 + ... + 1/n times their mean', () => {
  expect(meanOfLargestMs({ kind: 'exponential', meanMs: 12 }, 2) / 18).toBeCloseTo(1, 3)
  expect(meanOfLargestMs({ kind: 'exponential', meanMs: 12 }, 4) / 25).toBeCloseTo(1, 3)
})
