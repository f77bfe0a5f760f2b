import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VirtualClock } from '../core/virtual-clock.ts'
import { drive } from './driver.ts'
import { poisson, steady } from './plan.ts'
import { dueTimesOf } from './share.ts'

test('all shares of a plan make up the plan: each arrival is in exactly one, and keeps its place', () => {
  const plan = fc
    .array(fc.integer({ min: 0, max: 1000 }), { maxLength: 60 })
    .map((times) => times.sort((a, b) => a - b))
  fc.assert(
    fc.property(plan, fc.integer({ min: 1, max: 9 }), (times, count) => {
      const started: number[][] = []
      for (let index = 0; index < count; index++) {
        const clock = new VirtualClock()
        const start = (id: number, dueMs: number) => started.push([id, dueMs])
        const arrivals = { start, dropLate: () => undefined, done: () => undefined }
        drive(clock, times, arrivals, { dispatchLateMaxMs: 0, share: { index, count } })
        clock.run()
      }
      expect(started.sort(([a], [b]) => a! - b!)).toEqual(times.map((dueMs, id) => [id, dueMs]))
    }),
  )
})

test('every n-th arrival', () => {
  const plan = steady({ ratePerSecond: 10, durationMs: 1000 })
  expect([...dueTimesOf(plan, { index: 1, count: 3 })]).toEqual([100, 400, 700])
  const random = poisson([{ kind: 'rate', fromRatePerSecond: 50, toRatePerSecond: 50, durationMs: 1000 }], 7)
  const all = [...random]
  expect([...dueTimesOf(random, { index: 0, count: 2 })]).toEqual(all.filter((_, i) => i % 2 === 0))
})
