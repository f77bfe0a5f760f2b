import { expect, test } from 'vitest'
import { VirtualClock } from '../../bench/core/virtual-clock.ts'
import { modelSchema } from '../spec.ts'
import { Target } from './target.ts'
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

const exact = { model: 'tutorial', jitterMs: 0, failureRatio: 0 } as const

test('up to capacity/10 in flight takes baseMs, each one above adds its share of overloadMs', () => {
  const numbers = { overloadFailureRatio: 0, capacityPerSecond: 320, overloadMs: 64 }
  const { clock, log, arrive, target } = setUp({ ...exact, ...numbers })
  for (let id = 0; id < 34; id++) arrive(id)
  clock.run()
  expect(log.slice(31)).toEqual(['8 #31 ok', '10 #32 ok', '12 #33 ok'])
  expect(target.count()).toMatchObject({
    attempts: 34,
    ok: 34,
    inFlight: 0,
    inFlightMax: 34,
    busyMs: 32 * 8 + 10 + 12,
  })
})

test('the failure ratio is 0.05, above load 1 it grows by 0.4 per load, up to 0.95', () => {
  // 40 in flight: load 1.6, ratio 0.05 + 0.6 x 0.4 = 0.29 for the last one
  for (const [inFlight, ratio] of [
    [25, 0.05],
    [40, 0.29],
    [200, 0.95],
  ] as const) {
    let failures = 0
    const seeds = 4000
    for (let seed = 0; seed < seeds; seed++) {
      const clock = new VirtualClock()
      const target = new Target(clock, modelSchema.parse({ model: 'tutorial' }), [], seed)
      for (let id = 0; id < inFlight - 1; id++)
        target.arrive({ request: id, attempt: 1, expiresMs: 1e9 }, () => undefined)
      target.arrive({ request: 999, attempt: 1, expiresMs: 1e9 }, ({ kind }) => {
        if (kind === 'failed') failures += 1
      })
      clock.run()
    }
    // Four standard errors of a binomial share.
    expect(Math.abs(failures / seeds - ratio)).toBeLessThan(4 * Math.sqrt((ratio * (1 - ratio)) / seeds))
  }
})

test('the same seed gives the same answers, another one others', () => {
  const run = (seed: number) => {
    const clock = new VirtualClock()
    const target = new Target(clock, modelSchema.parse({ model: 'tutorial' }), [], seed)
    const log: string[] = []
    for (let id = 0; id < 50; id++) {
      target.arrive({ request: id, attempt: 1, expiresMs: 1e9 }, ({ kind }) =>
        log.push(`${clock.nowMs()} ${id} ${kind}`),
      )
    }
    clock.run()
    return log
  }
  expect(run(7)).toEqual(run(7))
  expect(run(7)).not.toEqual(run(8))
})
