import { expect, test } from 'vitest'
import { cpuTimes, othersCores } from './cpu-meter.ts'

const start = { wallMs: 20_000, busyMs: 5000, ownMs: 300 }
/** A second later. */
const after = (busyMs: number, ownMs: number) => ({
  wallMs: start.wallMs + 1000,
  busyMs: start.busyMs + busyMs,
  ownMs: start.ownMs + ownMs,
})

test('busy time that is not of this process is of others', () => {
  expect(othersCores(start, after(1500, 200), 2)).toBe(1.3)
  expect(othersCores(start, after(2000, 0), 2)).toBe(2)
  expect(othersCores(start, after(0, 0), 2)).toBe(0)
})

test('rounding of the counters makes it neither negative nor more than there are cores', () => {
  expect(othersCores(start, after(400, 410), 2)).toBe(0)
  expect(othersCores(start, after(2010, 0), 2)).toBe(2)
})

test('below 100 ms, or without counters, the result is null', () => {
  expect(othersCores(start, { ...start, wallMs: start.wallMs + 99 }, 2)).toBe(null)
  expect(othersCores(start, { ...start, wallMs: start.wallMs + 100 }, 2)).toBe(0)
  expect(othersCores(start, after(0, 0), 0)).toBe(null)
})

test('the counters of this system only grow', () => {
  const first = cpuTimes()
  let sum = 0
  for (let i = 0; i < 1e7; i++) sum += i
  const second = cpuTimes()
  expect(sum).toBeGreaterThan(0)
  expect(second.ownMs).toBeGreaterThan(first.ownMs)
  expect(second.busyMs).toBeGreaterThanOrEqual(first.busyMs)
  expect(second.wallMs).toBeGreaterThan(first.wallMs)
})
