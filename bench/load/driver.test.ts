import { expect, test } from 'vitest'
import type { Clock } from '../core/clock.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { drive } from './driver.ts'
import { BURST_MAX, steady } from './plan.ts'

function watch(clock: Clock, onStart: (id: number) => void = () => undefined) {
  const log: string[] = []
  return {
    log,
    start: (id: number, intendedMs: number) => {
      log.push(`${clock.nowMs()} start ${id} due ${intendedMs}`)
      onStart(id)
    },
    dropLate: (id: number, intendedMs: number) => log.push(`${clock.nowMs()} late ${id} due ${intendedMs}`),
    done: () => log.push(`${clock.nowMs()} done`),
  }
}

/** A virtual clock whose event loop can be blocked: time goes on, tasks do not run. */
class StallingClock extends VirtualClock {
  #stallMs = 0
  override nowMs(): number {
    return super.nowMs() + this.#stallMs
  }
  stall(ms: number): void {
    this.#stallMs += ms
  }
}

test('every request starts at its due time', () => {
  const clock = new VirtualClock()
  const seen = watch(clock)
  drive(clock, steady({ ratePerSecond: 4, durationMs: 1000 }), seen, { dispatchLateMaxMs: 100 })
  clock.run()
  expect(seen.log).toEqual([
    '0 start 0 due 0',
    '250 start 1 due 250',
    '500 start 2 due 500',
    '750 start 3 due 750',
    '750 done',
  ])
})

test('more arrivals at one instant than the largest burst are started in several tasks', () => {
  const clock = new VirtualClock()
  let started = 0
  const count = () => {
    started += 1
  }
  const plan = new Array(2 * BURST_MAX + 1).fill(5)
  drive(clock, plan, { start: count, dropLate: count, done: () => undefined }, { dispatchLateMaxMs: 100 })
  const seen: number[] = []
  const afterTask = () => {
    seen.push(started)
    return false
  }
  clock.runUntil(afterTask, 5)
  expect([seen, clock.nowMs()]).toEqual([[BURST_MAX, 2 * BURST_MAX, 2 * BURST_MAX + 1], 5])
})

test('after a stall late requests keep their due time, and those beyond dispatchLateMaxMs are dropped', () => {
  const clock = new StallingClock()
  const seen = watch(clock, (id) => {
    if (id === 1) clock.stall(60)
  })
  drive(clock, [0, 10, 20, 30, 40, 50, 100], seen, { dispatchLateMaxMs: 40 })
  clock.run()
  expect(seen.log).toEqual([
    '0 start 0 due 0',
    '10 start 1 due 10',
    '80 late 2 due 20',
    '80 late 3 due 30',
    '80 start 4 due 40',
    '80 start 5 due 50',
    '160 late 6 due 100',
    '160 done',
  ])
})

test('stopped: nothing more starts, and done is called once', () => {
  const clock = new VirtualClock()
  const seen = watch(clock)
  const stop = drive(clock, steady({ ratePerSecond: 4, durationMs: 1000 }), seen, { dispatchLateMaxMs: 100 })
  clock.run(250)
  stop()
  stop()
  clock.run()
  expect(seen.log).toEqual(['0 start 0 due 0', '250 start 1 due 250', '250 done'])
})

test('an empty plan is done at once', () => {
  const clock = new VirtualClock()
  const seen = watch(clock)
  drive(clock, [], seen, { dispatchLateMaxMs: 100 })
  clock.run()
  expect(seen.log).toEqual(['0 done'])
})
