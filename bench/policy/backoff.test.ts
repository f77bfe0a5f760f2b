import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BackoffOptions, backoffMs } from './backoff.ts'

const spread = { baseMs: 20, capMs: 400 }
const delays = (options: BackoffOptions, u: number, retries = 7) => {
  const all: number[] = []
  for (let retry = 1; retry <= retries; retry++) all.push(backoffMs(options, retry, u, all.at(-1) ?? Number.NaN))
  return all
}

test('none waits 0', () => expect(delays({ kind: 'none' }, 0.5)).toEqual([0, 0, 0, 0, 0, 0, 0]))

test('exponential doubles from the base up to the cap', () => {
  expect(delays({ kind: 'exponential', ...spread }, 0.5)).toEqual([20, 40, 80, 160, 320, 400, 400])
})

test('full jitter is u of the exponential delay', () => {
  expect(delays({ kind: 'full-jitter', ...spread }, 0)).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect(delays({ kind: 'full-jitter', ...spread }, 0.25)).toEqual([5, 10, 20, 40, 80, 100, 100])
})

test('equal jitter is half of the exponential delay and u of the other half', () => {
  expect(delays({ kind: 'equal-jitter', ...spread }, 0)).toEqual([10, 20, 40, 80, 160, 200, 200])
  expect(delays({ kind: 'equal-jitter', ...spread }, 0.5)).toEqual([15, 30, 60, 120, 240, 300, 300])
})

test('decorrelated is drawn between the base and three times the delay before', () => {
  expect(delays({ kind: 'decorrelated', ...spread }, 0)).toEqual([20, 20, 20, 20, 20, 20, 20])
  // 20 + 0.5 x (60 - 20) = 40; 20 + 0.5 x (120 - 20) = 70; 20 + 0.5 x (210 - 20) = 115; 182.5; 283.75; over the cap
  expect(delays({ kind: 'decorrelated', ...spread }, 0.5)).toEqual([40, 70, 115, 182.5, 283.75, 400, 400])
})

test('the mean of full jitter before retry k is half of expo(k)', () => {
  const n = 1000
  for (const [retry, expectedMs] of [
    [1, 10],
    [3, 40],
    [9, 200],
  ] as const) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += backoffMs({ kind: 'full-jitter', ...spread }, retry, (i + 0.5) / n, 0)
    expect(sum / n).toBeCloseTo(expectedMs, 9)
  }
})

test('no delay is below 0 or above the cap', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('exponential', 'full-jitter', 'equal-jitter', 'decorrelated'),
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.double({ min: 1, max: 400, noNaN: true }),
      (kind, retry, u, previousMs) => {
        const delayMs = backoffMs({ kind, ...spread }, retry, u, previousMs)
        expect(delayMs >= 0 && delayMs <= 400).toBe(true)
      },
    ),
  )
})
