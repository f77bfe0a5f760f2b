import { expect, test } from 'vitest'
import { VirtualClock } from '../../bench/core/virtual-clock.ts'
import { Pauses, PausingClock } from './pauses.ts'
import { fault } from './testing.ts'

const pauses = new Pauses([
  fault({ kind: 'pause', fromMs: 40, toMs: 50 }),
  fault({ kind: 'pause', fromMs: 10, toMs: 20 }),
  fault({ kind: 'pause', fromMs: 15, toMs: 25 }),
  fault({ kind: 'errors', ratio: 1, fromMs: 0, toMs: 100 }),
])

test('work ends later by the pauses it meets; overlapping pauses are one', () => {
  const works = [
    [0, 10],
    [0, 10.5],
    [12, 1],
    [25, 15],
    [0, 26],
    [50, 1],
  ] as const
  expect(works.map(([startMs, workMs]) => pauses.endMs(startMs, workMs))).toEqual([10, 25.5, 26, 40, 51, 51])
})

test('between two instants that much work was done', () => {
  const spans = [
    [0, 10],
    [0, 12],
    [12, 30],
    [0, 60],
    [12, 13],
  ] as const
  expect(spans.map(([startMs, endMs]) => pauses.workedMs(startMs, endMs))).toEqual([10, 10, 5, 35, 0])
})

test('a timer that is due in a pause runs when it ends', () => {
  const clock = new VirtualClock()
  const ranMs: number[] = []
  for (const dueMs of [9.999, 10, 24.999, 25]) {
    new PausingClock(clock, pauses).at(dueMs, () => ranMs.push(clock.nowMs()))
  }
  clock.run()
  expect(ranMs).toEqual([9.999, 25, 25, 25])
})
