import { expect, test } from 'vitest'
import { fault, setUp } from './testing.ts'

const linear = { model: 'linear', baseMs: 100, perInFlightMs: 10 } as const

test('an attempt takes baseMs and perInFlightMs for each one inside, itself included', () => {
  const { clock, log, arrive, arriveAt, target } = setUp(linear)
  arrive(0)
  arrive(1)
  arriveAt(109.999, 2)
  arriveAt(110, 3)
  clock.run()
  // At 110 ms #0 has left; #1, #2 and #3 are inside.
  expect(log).toEqual(['110 #0 ok', '120 #1 ok', '239.999 #2 ok', '240 #3 ok'])
  expect(target.count()).toMatchObject({ ok: 4, inFlightMax: 3, inFlight: 0 })
  expect(target.count().busyMs).toBeCloseTo(110 + 120 + 130 + 130, 9)
})

test('a cut to a tenth of the capacity makes each one inside cost ten times as much, up to a minute', () => {
  const { clock, log, arrive, arriveAt } = setUp(linear, [
    fault({ kind: 'capacity', factor: 0.1, fromMs: 0, toMs: 10 }),
    fault({ kind: 'capacity', factor: 0, fromMs: 1000, toMs: 1001 }),
  ])
  arrive(0)
  arriveAt(1000, 1)
  clock.run()
  expect(log).toEqual(['200 #0 ok', '61100 #1 ok'])
})

test('slow multiplies the whole time; a failure ratio of 1 fails all', () => {
  const { clock, log, arrive } = setUp({ ...linear, failureRatio: 1 }, [
    fault({ kind: 'slow', factor: 3, fromMs: 0, toMs: 1 }),
  ])
  arrive(0)
  clock.run()
  expect(log).toEqual(['330 #0 error'])
})
