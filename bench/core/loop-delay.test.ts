import { expect, test } from 'vitest'
import { LoopDelay } from './loop-delay.ts'

test('a stall weighs as long as it lasts: 400 ms in 1600 ms are a quarter of the time, not one sample of 240', () => {
  const delay = new LoopDelay()
  for (let i = 0; i < 240; i++) delay.record(0)
  delay.record(400)
  // 320 delays, of which 400, 395, ..., 5: three lie beyond 385.
  expect(delay.p99Ms()).toBe(385)
})

test('delays below a millisecond are none, and nothing measured is none', () => {
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
