import { expect, test } from 'vitest'
import { LivelockError, VirtualClock } from './virtual-clock.ts'

test('time jumps from task to task', () => {
  const clock = new VirtualClock()
  const seen: number[] = []
  clock.at(10, () => {
    seen.push(clock.nowMs())
    clock.at(clock.nowMs() + 2.5, () => seen.push(clock.nowMs()))
  })
  clock.at(11, () => seen.push(clock.nowMs()))
  clock.run()
  expect(seen).toEqual([10, 11, 12.5])
})

test('run(until) includes the tasks at that instant and stops there', () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  clock.at(100, () => seen.push('at'))
  clock.at(100.001, () => seen.push('after'))
  clock.run(100)
  expect(seen).toEqual(['at'])
  expect(clock.nowMs()).toBe(100)
})

test('a task in the past runs now, never back in time', () => {
  const clock = new VirtualClock()
  clock.run(50)
  let at = 0
  clock.at(10, () => {
    at = clock.nowMs()
  })
  clock.run()
  expect(at).toBe(50)
})

test('a cancelled task does not run', () => {
  const clock = new VirtualClock()
  let ran = false
  clock.at(1, () => {
    ran = true
  })()
  clock.run()
  expect(ran).toBe(false)
})

test('runUntil stops at the task that makes it done, and goes on from there', () => {
  const clock = new VirtualClock()
  const seen: number[] = []
  for (const dueMs of [1, 2, 2, 3]) clock.at(dueMs, () => seen.push(dueMs))
  clock.runUntil(() => seen.length === 2, 10)
  expect([seen, clock.nowMs()]).toEqual([[1, 2], 2])
  clock.runUntil(() => false, 2.5)
  expect([seen, clock.nowMs()]).toEqual([[1, 2, 2], 2.5])
  clock.runUntil(() => seen.length === 4, 3)
  expect([seen, clock.nowMs()]).toEqual([[1, 2, 2, 3], 3])
})

test('runUntil pauses after this many tasks, and goes on as if there had been no pause', () => {
  const clock = new VirtualClock()
  const seen: number[] = []
  for (const dueMs of [1, 2, 2, 3]) clock.at(dueMs, () => seen.push(dueMs))
  const step = () => clock.runUntil(() => false, 10, 2)
  expect([step(), seen, clock.nowMs()]).toEqual([false, [1, 2], 2])
  expect([step(), seen, clock.nowMs()]).toEqual([true, [1, 2, 2, 3], 10])
  expect([step(), clock.nowMs()]).toEqual([true, 10])
})

test('an error of a task goes to onError, and the next task runs', () => {
  const errors: unknown[] = []
  const clock = new VirtualClock({ onError: (error) => errors.push(error) })
  const seen: number[] = []
  clock.at(1, () => {
    throw 'first'
  })
  clock.at(2, () => seen.push(clock.nowMs()))
  clock.run()
  expect([errors, seen]).toEqual([['first'], [2]])
})

test('runUntil without a limit stops at its last task', () => {
  const clock = new VirtualClock()
  clock.at(7, () => undefined)
  clock.runUntil(() => false, Number.POSITIVE_INFINITY)
  expect(clock.nowMs()).toBe(7)
})

test('three tasks at an instant are allowed: a fourth is a livelock and names the time', () => {
  const tasksAt5 = (tasks: number) => {
    const clock = new VirtualClock({ tasksPerInstantMax: 3 })
    clock.at(4, () => undefined)
    for (let i = 0; i < tasks; i++) clock.at(5, () => undefined)
    clock.at(6, () => undefined)
    return () => clock.run()
  }
  expect(tasksAt5(3)).not.toThrow()
  expect(tasksAt5(4)).toThrow(new LivelockError(5, 3))
  expect(new LivelockError(5, 3)).toMatchObject({ atMs: 5, message: 'livelock: more than 3 tasks at 5 ms' })
})

test('a livelock is detected across several runs at the same instant', () => {
  const clock = new VirtualClock({ tasksPerInstantMax: 3 })
  const again = () => {
    clock.at(clock.nowMs(), again)
  }
  again()
  const step = () => clock.runUntil(() => true, 0)
  for (let i = 0; i < 3; i++) step()
  expect(step).toThrow(LivelockError)
})
