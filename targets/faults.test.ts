import { expect, test } from 'vitest'
import { type Fault, faultSchema, Troubles, troubleAt } from './faults.ts'
import { fault, setUp } from './model/testing.ts'

const workers = { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } } as const

test('capacity cut: fewer slots begin work, and the rest begins when the cut ends', () => {
  const { clock, log, arrive } = setUp(workers, [fault({ kind: 'capacity', factor: 0, fromMs: 5, toMs: 50 })])
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

test.each([
  ['service', ['10 #0 ok', '40 #1 ok', '50 #2 ok', '60 #3 ok']],
  ['admission', ['10 #0 ok', '20 #1 ok', '50 #2 ok', '60 #3 ok']],
])('slow: the service time is set when %s happens', (appliesAt, answers) => {
  const one = { ...workers, slots: 1 }
  const slow = fault({ kind: 'slow', factor: 3, appliesAt, fromMs: 5, toMs: 12 })
  const { clock, log, arriveAt } = setUp(one, [slow])
  // Number 1 is admitted before the window and begins in it, 2 the other way round, 3 does neither.
  for (const [id, atMs] of [0, 4, 6, 12].entries()) arriveAt(atMs, id)
  clock.run()
  expect(log).toEqual(answers)
})

test('slow at admission: without a queue it is the same, and a tier has it too', () => {
  const slow = fault({ kind: 'slow', factor: 3, appliesAt: 'admission', fromMs: 0, toMs: 5, tier: 0 })
  const linear = setUp({ model: 'linear', baseMs: 9, perInFlightMs: 1 }, [slow])
  const tier = { slots: 1, service: { kind: 'constant', ms: 4 } }
  const chain = setUp({ model: 'chain', tiers: [tier], leaf: { ...workers, slots: 1 } }, [slow])
  for (const { arrive, clock } of [linear, chain]) {
    arrive(0)
    if (clock === chain.clock) arrive(1)
    clock.run()
  }
  expect([linear.log, chain.log]).toEqual([['30 #0 ok'], ['22 #0 ok', '44 #1 ok']])
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

test('buffered outage: attempts that arrive are held and all arrive, in order, when it ends', () => {
  const outage = fault({ kind: 'outage', mode: 'buffered', fromMs: 5, toMs: 50 })
  const { clock, log, arrive, arriveAt, target } = setUp({ ...workers, slots: 1 }, [outage])
  clock.at(50, () => arrive(3))
  arrive(0)
  arriveAt(5, 1)
  arriveAt(49.999, 2)
  expect(target.count().inFlight).toBe(2)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '60 #1 ok', '70 #2 ok', '80 #3 ok'])
  expect(target.count()).toMatchObject({ attempts: 4, ok: 4, inFlight: 0, inFlightMax: 3 })
})

test('an outage that follows another takes what that one held', () => {
  const { clock, log, arrive } = setUp(workers, [
    fault({ kind: 'outage', mode: 'buffered', fromMs: 0, toMs: 10 }),
    fault({ kind: 'outage', mode: 'refused', fromMs: 10, toMs: 20 }),
  ])
  arrive(0)
  clock.run()
  expect(log).toEqual(['10 #0 outage'])
})

test('pause: work stops and goes on, what arrives waits, and the time in between is not busy', () => {
  const { clock, log, arrive, arriveAt, target } = setUp({ ...workers, slots: 1 }, [
    fault({ kind: 'pause', fromMs: 5, toMs: 50 }),
  ])
  arrive(0)
  arriveAt(6, 1)
  arriveAt(50, 2)
  clock.run()
  expect(log).toEqual(['55 #0 ok', '65 #1 ok', '75 #2 ok'])
  expect(target.count()).toMatchObject({ ok: 3, busyMs: 30, inFlight: 0 })
})

test('pause: work that ends as it begins is done, and what waited begins as it ends', () => {
  const { clock, log, arrive } = setUp({ ...workers, slots: 1 }, [fault({ kind: 'pause', fromMs: 10, toMs: 20 })])
  arrive(0)
  arrive(1)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '30 #1 ok'])
})

test('pause: an attempt that expires in it has been worked on only before it', () => {
  const { clock, log, arrive, target } = setUp({ ...workers, slots: 1, expiry: 'cancel' }, [
    fault({ kind: 'pause', fromMs: 5, toMs: 50 }),
  ])
  arrive(0, 8)
  arrive(1)
  clock.run()
  expect(log).toEqual(['8 #0 expired', '60 #1 ok'])
  expect(target.count()).toMatchObject({ busyMs: 15, abandoned: 1 })
})

test.each([
  [{ model: 'tutorial', baseMs: 10, jitterMs: 0, failureRatio: 0 }, '55 #0 ok', '60 #1 ok'],
  [{ model: 'linear', baseMs: 9, perInFlightMs: 1 }, '55 #0 ok', '61 #1 ok'],
])('pause: $model holds what arrives and finishes what runs', (spec, first, second) => {
  const { clock, log, arrive, arriveAt } = setUp(spec, [fault({ kind: 'pause', fromMs: 5, toMs: 50 })])
  arrive(0)
  arriveAt(6, 1)
  clock.run()
  expect(log).toEqual([first, second])
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
  const troubles = new Troubles(faults)
  const instants = [-5, 9.999, 10, 14.999, 15, 19.999, 20, 100]
  expect(instants.map((atMs) => troubles.at(atMs))).toEqual(instants.map((atMs) => troubleAt(faults, atMs)))
  expect(new Troubles(faults).at(17)).toEqual(troubleAt(faults, 17))
})

test('a fault that ends before it begins is refused', () => {
  expect(faultSchema.safeParse({ kind: 'errors', ratio: 0.5, fromMs: 10, toMs: 10 }).success).toBe(false)
})
