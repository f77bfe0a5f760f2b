import { expect, test } from 'vitest'
import { epochMs, type Pacing, RealClock } from './real-clock.ts'

for (const pacing of ['timer', 'precise'] satisfies Pacing[]) {
  test(`${pacing}: no task runs before it is due, and all run in order`, async () => {
    const clock = new RealClock({ pacing })
    const ran: number[] = []
    const early: number[] = []
    await new Promise<void>((resolve) => {
      const dues = [30, 1.3, 7.9, 7.2, 0.4, 12.6]
      for (const dueMs of dues) {
        clock.at(dueMs, () => {
          if (clock.nowMs() < dueMs) early.push(dueMs)
          ran.push(dueMs)
          if (ran.length === dues.length) resolve()
        })
      }
    })
    expect(ran).toEqual([0.4, 1.3, 7.2, 7.9, 12.6, 30])
    expect(early).toEqual([])
  })
}

test('a cancelled task and a stopped clock run nothing', async () => {
  const clock = new RealClock()
  let ran = 0
  const cancel = clock.at(1, () => ran++)
  cancel()
  cancel()
  clock.at(5, () => ran++)
  clock.stop()
  clock.at(1, () => ran++)
  const other = new RealClock()
  await new Promise<void>((resolve) => other.at(15, resolve))
  expect(ran).toBe(0)
})

test('the origin may lie ahead: time is negative until then', () => {
  const clock = new RealClock({ originEpochMs: epochMs() + 1000 })
  expect(clock.nowMs()).toBeLessThan(0)
  clock.stop()
})

test('an error in a task goes to onError and does not stop the tasks behind it', async () => {
  const errors: unknown[] = []
  const clock = new RealClock({ onError: (error) => errors.push(error) })
  const broken = new Error('broken')
  clock.at(1, () => {
    throw broken
  })
  await new Promise<void>((resolve) => clock.at(1, resolve))
  expect(errors).toEqual([broken])
})
