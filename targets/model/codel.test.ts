import { expect, test } from 'vitest'
import { Codel } from './codel.ts'
import { Line, Waiting } from './line.ts'

/** A line of attempts that came at 0 ms, and how many a taking drops. */
function setUp(count: number) {
  const line = new Line()
  const codel = new Codel({ targetMs: 5, intervalMs: 100 })
  const push = (sinceMs: number) =>
    line.push(new Waiting({ request: 0, attempt: 1, expiresMs: 0 }, () => undefined, sinceMs))
  for (let i = 0; i < count; i++) push(0)
  const take = (nowMs: number) => {
    let dropped = 0
    codel.take(line, nowMs, () => {
      dropped += 1
    })
    return dropped
  }
  return { take, push, line }
}

test('nothing is dropped until waiting has been at the target for an interval', () => {
  const { take } = setUp(100)
  // Late for the first time at 5 ms: the interval is over at 105.
  expect([4.999, 5, 104.999, 105].map(take)).toEqual([0, 0, 0, 1])
})

test('one attempt that waited less than the target restarts the interval', () => {
  const { take, push, line } = setUp(3)
  expect(take(5)).toBe(0)
  while (line.size > 0) line.takeOldest()
  for (let i = 0; i < 10; i++) push(100)
  expect([104.999, 105, 204.999, 205].map(take)).toEqual([0, 0, 0, 1])
})

test('the n-th drop comes interval / sqrt(n) after the one before', () => {
  const { take } = setUp(100)
  take(5)
  expect(take(105)).toBe(1)
  let dueMs = 105
  for (let drops = 1; drops <= 10; drops++) {
    dueMs += 100 / Math.sqrt(drops)
    expect([dueMs - 0.001, dueMs].map(take)).toEqual([0, 1])
  }
})

test('a taking that comes late makes up for the drops due until then', () => {
  const { take } = setUp(100)
  take(5)
  take(105)
  // Due at 205, 275.7, 333.4, 383.4, 428.1.
  expect(take(400)).toBe(4)
})

test('the last two are never dropped', () => {
  const two = setUp(2)
  expect([5, 105].map(two.take)).toEqual([0, 0])
  const four = setUp(4)
  expect([5, 105].map(four.take)).toEqual([0, 1])
  expect(four.line.size).toBe(1)
})

test('dropping that begins again soon goes on near its last pace, after 16 intervals from the start', () => {
  for (const [calmMs, pace] of [
    [1000, 4],
    [2000, 1],
  ] as const) {
    const { take, push, line } = setUp(20)
    // Drops at 105, 205, 275.7, 333.4, 383.4: five, four of them after the first. The next is due at 428.1.
    expect([5, 105, 205, 276, 334, 384].map(take)).toEqual([0, 1, 1, 1, 1, 1])
    while (line.size > 0) line.takeOldest()
    push(calmMs)
    take(calmMs)
    for (let i = 0; i < 20; i++) push(calmMs)
    expect([calmMs + 5, calmMs + 105].map(take)).toEqual([0, 1])
    const dueMs = calmMs + 105 + 100 / Math.sqrt(pace)
    expect([dueMs - 0.001, dueMs].map(take)).toEqual([0, 1])
  }
})
