import { expect, test } from 'vitest'
import { VirtualClock } from '../../bench/core/virtual-clock.ts'
import { modelSchema } from '../spec.ts'
import { Target } from './target.ts'
import { setUp } from './testing.ts'

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
