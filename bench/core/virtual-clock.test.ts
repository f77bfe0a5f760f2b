import { expect, test } from 'vitest'
import { VirtualClock } from './virtual-clock.ts'

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

test('run(until) includes the tasks at that instant and stands there', () => {
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
