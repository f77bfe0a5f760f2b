import { expect, test } from 'vitest'
import { degradedMs, drainTimeMs, goodputDeficit } from './degradation.ts'
import type { Course } from './recovery.ts'
import type { WindowRow } from './result.ts'
import { windowRow } from './testing.ts'

/**
 * Seconds with 20 planned requests each, and the number of them that succeed in time. The second one is the trigger.
 */
const course = (goods: readonly number[], fields: Partial<Course> = {}): Course => ({
  timeline: goods.map((goodPlanned) => windowRow({ offered: 20, goodPlanned })),
  windowMs: 1000,
  triggerStartMs: 1000,
  triggerEndMs: 2000,
  loadEndMs: goods.length * 1000,
  deadlineMs: null,
  ...fields,
})

test('goodput deficit: what was planned from the start of the trigger on and did not succeed in time', () => {
  expect(goodputDeficit(course([0, 5, 18, 20, 20]))).toBe(17)
  expect(goodputDeficit(course([0, 20, 20]))).toBe(0)
})

test('goodput deficit: a window that holds the start or the end of the load counts whole, the drain does not', () => {
  expect(goodputDeficit(course([10, 20, 20], { triggerStartMs: 999.999 }))).toBe(10)
  expect(goodputDeficit(course([0, 20, 19, 0], { loadEndMs: 3000 }))).toBe(1)
  expect(goodputDeficit(course([0, 20, 19, 0], { loadEndMs: 3000.001 }))).toBe(21)
})

test('degraded time: bad seconds, in a row or not, from the start of the trigger', () => {
  expect(degradedMs(course([0, 18, 18, 20, 20]))).toBe(0)
  expect(degradedMs(course([0, 17, 18, 17, 20, 0]))).toBe(3000)
})

test('degraded time: a second without load is not degraded; what is left of a second at the end is left out', () => {
  const idle = course([20, 17, 17])
  expect(degradedMs({ ...idle, timeline: idle.timeline.with(1, windowRow()) })).toBe(1000)
  expect(degradedMs({ ...idle, loadEndMs: 2999 })).toBe(1000)
})

test('degraded time: a second is the sum of its windows', () => {
  const quarters = (goods: readonly number[]) =>
    degradedMs({
      timeline: goods.map((goodPlanned) => windowRow({ offered: 5, goodPlanned })),
      windowMs: 250,
      triggerStartMs: 250,
      triggerEndMs: 500,
      loadEndMs: goods.length * 250,
      deadlineMs: null,
    })
  expect(quarters([0, 5, 5, 5, 3, 0, 0, 0])).toBe(0)
  expect(quarters([0, 5, 5, 5, 2, 0, 0, 0])).toBe(1000)
})

test('requests planned just before the trigger count: from a deadline before it, not from a ms earlier', () => {
  const of = (deadlineMs: number) => {
    const late = course([20, 10, 20, 20], { triggerStartMs: 2500, triggerEndMs: 3000, deadlineMs })
    return [goodputDeficit(late), degradedMs(late)]
  }
  expect(of(500)).toEqual([0, 0])
  expect(of(500.001)).toEqual([10, 1000])
})

/** Windows of 100 ms at whose end this much waits in the queue; the trigger is from 200 to 400 ms. */
const drained = (depths: readonly number[], fields: Partial<Course> = {}) =>
  drainTimeMs({
    timeline: depths.map((queueDepth) => windowRow({ queueDepth })),
    windowMs: 100,
    triggerStartMs: 200,
    triggerEndMs: 400,
    loadEndMs: depths.length * 100,
    deadlineMs: null,
    ...fields,
  })

test('drain time: until the backlog is at most its maximum before the trigger; one request more is not enough', () => {
  expect(drained([3, 1, 9, 9, 4, 3, 0])).toBe(200)
  expect(drained([3, 1, 9, 9, 4, 4, 3])).toBe(300)
  expect(drained([0, 0, 9, 9, 4, 1, 0])).toBe(300)
})

test('drain time: no backlog when the trigger ends is 0, also when it ends within a window', () => {
  expect(drained([0, 0, 9, 0, 9, 9])).toBe(0)
  expect(drained([0, 0, 9, 0, 9, 9], { triggerEndMs: 350 })).toBe(50)
  expect(drained([0, 0, 0, 9, 0], { triggerEndMs: 300.5 })).toBe(199.5)
})

test('drain time: infinite if it never ends, unknown if nothing was measured before the trigger', () => {
  expect(drained([0, 0, 9, 9, 1, 1])).toBe(Number.POSITIVE_INFINITY)
  expect(drained([0, 0, 9, 9, 0], { triggerStartMs: 99.999 })).toBe(Number.NaN)
  expect(drained([0, 0, 9, 9, 0], { triggerStartMs: 100 })).toBe(100)
})

test('drain time goes on after the load, in the drain', () => {
  expect(drained([0, 0, 9, 9, 5, 4, 0], { loadEndMs: 500 })).toBe(300)
})

test('drain time: backlog is queue and target together, waited for or not; unseen, what clients wait for', () => {
  const of = (...rows: readonly Partial<WindowRow>[]) => drained([], { timeline: rows.map((row) => windowRow(row)) })
  const before = { queueDepth: 1, targetInFlight: 2, inFlight: 9 }
  const trigger = { queueDepth: 5, targetInFlight: 5 }
  expect(of(before, before, trigger, trigger, { queueDepth: 1, targetInFlight: 3 }, { targetInFlight: 3 })).toBe(200)
  expect(of({ inFlight: 1 }, {}, { inFlight: 5 }, { inFlight: 5 }, { inFlight: 2 }, { inFlight: 1 })).toBe(200)
})
