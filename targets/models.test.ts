import { expect, test } from 'vitest'
import { VirtualClock } from '../bench/core/virtual-clock.ts'
import { Target } from './model.ts'
import { outcomeOf, readAttempt, statusOf, writeAttempt } from './protocol.ts'
import { type Fault, faultSchema, injectedFailureRatio, type ModelSpec, modelSchema, troubleAt } from './spec.ts'

function setUp(spec: Partial<ModelSpec> & { model: string }, faults: Fault[] = []) {
  const clock = new VirtualClock()
  const log: string[] = []
  const target = new Target(clock, modelSchema.parse(spec), faults, 7)
  const arrive = (request: number, expiresMs = Number.POSITIVE_INFINITY) =>
    target.arrive({ request, attempt: 1, expiresMs }, (outcome) =>
      log.push(`${clock.nowMs()} #${request} ${outcome.kind === 'failed' ? outcome.reason : outcome.kind}`),
    )
  return { clock, log, target, arrive }
}

const exact = { model: 'tutorial', jitterMs: 0, failureRatio: 0 } as const
const workers = { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } } as const

test('tutorial: up to capacity/10 in flight takes baseMs, each one above adds its share of overloadMs', () => {
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

test('tutorial: the failure ratio is 0.05, above load 1 it grows by 0.4 per load, up to 0.95', () => {
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

test('workers: slots work at once, the rest waits in order, beyond queueMax it is turned away', () => {
  const { clock, log, arrive, target } = setUp({ ...workers, queueMax: 1 })
  for (let id = 0; id < 4; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['0 #3 full', '10 #0 ok', '10 #1 ok', '20 #2 ok'])
  expect(target.count()).toMatchObject({ attempts: 4, ok: 3, shed: 1, busyMs: 30, inFlightMax: 3, inFlight: 0 })
})

test('workers: an expired attempt is dropped when its turn comes, or worked on for nobody', () => {
  const drop = setUp({ ...workers, slots: 1, expiry: 'drop-at-dequeue' })
  const ignore = setUp({ ...workers, slots: 1 })
  for (const { arrive, clock } of [drop, ignore]) {
    arrive(0, 10)
    arrive(1, 10)
    arrive(2, 10.001)
    clock.run()
  }
  expect(drop.log).toEqual(['10 #0 ok', '10 #1 expired', '20 #2 ok'])
  expect(drop.target.count()).toMatchObject({ busyMs: 20, abandoned: 1, shed: 1, inFlight: 0 })
  expect(ignore.log).toEqual(['10 #0 ok', '20 #1 ok', '30 #2 ok'])
  expect(ignore.target.count()).toMatchObject({ busyMs: 30, abandoned: 2, shed: 0 })
})

test('capacity cut: fewer slots begin work, and the rest begins when the cut ends', () => {
  const fault: Fault = { kind: 'capacity', factor: 0, fromMs: 5, toMs: 50 }
  const { clock, log, arrive } = setUp(workers, [fault])
  arrive(0)
  clock.run(6)
  arrive(1)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '60 #1 ok'])
})

test('slow: work begun in the window takes longer; errors: a share of 1 fails all', () => {
  const { clock, log, arrive } = setUp(workers, [
    { kind: 'slow', factor: 3, fromMs: 0, toMs: 5 },
    { kind: 'errors', ratio: 1, fromMs: 100, toMs: 101 },
  ])
  arrive(0)
  clock.run(5)
  arrive(1)
  clock.run(100)
  arrive(2)
  clock.run()
  expect(log).toEqual(['15 #1 ok', '30 #0 ok', '110 #2 error'])
})

test('outage: lost attempts are never answered, refused ones at once; neither keeps a worker busy', () => {
  const { clock, log, arrive, target } = setUp(workers, [
    { kind: 'outage', mode: 'lost', fromMs: 0, toMs: 10 },
    { kind: 'outage', mode: 'refused', fromMs: 10, toMs: 20 },
  ])
  arrive(0)
  clock.run(10)
  arrive(1)
  clock.run(20)
  arrive(2)
  clock.run()
  expect(log).toEqual(['10 #1 outage', '30 #2 ok'])
  expect(target.count()).toMatchObject({ attempts: 3, busyMs: 10 })
})

test('a fault holds from fromMs up to but not including toMs; overlapping ones combine', () => {
  const faults: Fault[] = [
    { kind: 'errors', ratio: 0.5, fromMs: 10, toMs: 20 },
    { kind: 'errors', ratio: 0.5, fromMs: 15, toMs: 20 },
    { kind: 'slow', factor: 2, fromMs: 10, toMs: 20 },
    { kind: 'slow', factor: 3, fromMs: 10, toMs: 20 },
  ]
  expect([9.999, 10, 15, 20].map((atMs) => troubleAt(faults, atMs).errorRatio)).toEqual([0, 0.5, 0.75, 0])
  expect(troubleAt(faults, 10).slowFactor).toBe(6)
  const model = modelSchema.parse({ ...workers, failureRatio: 0.2 })
  expect(injectedFailureRatio(model, faults, 10)).toBeCloseTo(0.6, 12)
  expect(injectedFailureRatio(model, [{ kind: 'outage', mode: 'lost', fromMs: 0, toMs: 1 }], 0)).toBe(1)
})

test('a fault that ends before it begins is refused', () => {
  expect(faultSchema.safeParse({ kind: 'errors', ratio: 0.5, fromMs: 10, toMs: 10 }).success).toBe(false)
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

test('the attempt header goes there and back; a malformed one is not guessed at', () => {
  expect(readAttempt(writeAttempt(12, 3, 80.5), 100)).toEqual({ request: 12, attempt: 3, expiresMs: 180.5 })
  expect(readAttempt(writeAttempt(12, 3, Number.POSITIVE_INFINITY), 100)?.expiresMs).toBe(Number.POSITIVE_INFINITY)
  expect(readAttempt('request=x, attempt=1', 0)).toBeUndefined()
  expect(readAttempt(undefined, 0)).toBeUndefined()
})

test('every reason of a target survives its status code', () => {
  for (const reason of ['error', 'outage', 'full', 'expired']) {
    expect(outcomeOf(statusOf({ kind: 'failed', reason }), 0, true)).toEqual({ kind: 'failed', reason })
  }
  expect(outcomeOf(503, 0, false)).toEqual({ kind: 'failed', reason: 'http 503' })
  expect(outcomeOf(204, 5, true)).toEqual({ kind: 'ok', busyMs: 5 })
})
