import { expect, test } from 'vitest'
import { LoopDelay } from './loop-delay.ts'

test('a stall weighs as long as it lasts: 400 ms in 1600 ms are a quarter of the time, not one sample of 240', () => {
  const delay = new LoopDelay()
  for (let i = 0; i < 240; i++) delay.record(0)
  delay.record(400)
  // 320 delays, of which 400, 395, ..., 5: three lie beyond 385.
  expect(delay.p99Ms()).toBe(385)
})

test('delays below a millisecond count as 0, and so does no measurement', () => {
  const delay = new LoopDelay()
  expect(delay.p99Ms()).toBe(0)
  for (let i = 0; i < 100; i++) delay.record(0.9)
  expect(delay.p99Ms()).toBe(0)
})

test('a stall that lasts until the measuring restarts is recorded: what came before the restart is not', () => {
  const delay = new LoopDelay()
  delay.record(5000)
  delay.restart(500)
  delay.stop()
  // It stands for a hundred tasks: 500 ms late, 495, 490, ...
  expect(delay.p99Ms()).toBe(495)
  delay.restart()
  delay.stop()
  expect(delay.p99Ms()).toBe(0)
})

test('a stall of a minute is reported as a minute: no delay is cut at 10 s', () => {
  const delay = new LoopDelay()
  delay.record(60_000)
  // 12,000 delays, 60,000, 59,995, ..., 5: 120 lie beyond 59,400.
  expect(delay.p99Ms()).toBe(59_400)
})

test('delays below and above 10 s are counted in the same way', () => {
  const p99 = (...delaysMs: readonly number[]) => {
    const delay = new LoopDelay()
    for (const ms of delaysMs) delay.record(ms)
    return delay.p99Ms()
  }
  // 1999, 2000 and 2001 delays, of which 19, 20 and 20 lie beyond.
  expect([p99(9995), p99(10_000), p99(10_005)]).toEqual([9900, 9900, 9905])
  // 100 stands for 20 delays, and 10,005 and 10,000 are two of the 2021.
  expect(p99(10_005, 100)).toBe(9905)
  // Of 4020 delays 40 lie beyond.
  expect(p99(10_049.5, 10_049.5)).toBe(9949)
})
