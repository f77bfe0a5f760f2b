import { expect, test } from 'vitest'
import { shardOf } from './shards.ts'
import { fault, setUp } from './testing.ts'

const workers = { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } } as const
const one = { ...workers, slots: 1 } as const

test('slots work at once, the rest waits in order, beyond queueMax it is turned away', () => {
  const { clock, log, arrive, target } = setUp({ ...workers, queueMax: 1 })
  for (let id = 0; id < 4; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['0 #3 full', '10 #0 ok', '10 #1 ok', '20 #2 ok'])
  expect(target.count()).toMatchObject({ attempts: 4, leafAttempts: null, ok: 3, shed: 1, busyMs: 30, inFlightMax: 3 })
})

test('lifo: the newest goes first', () => {
  const { clock, log, arrive } = setUp({ ...one, discipline: 'lifo' })
  for (let id = 0; id < 4; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '20 #3 ok', '30 #2 ok', '40 #1 ok'])
})

test('adaptive-lifo: while as many wait as there are slots the oldest goes first, while more wait the newest', () => {
  const { clock, log, arrive } = setUp({ ...one, discipline: 'adaptive-lifo' })
  for (let id = 0; id < 4; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '20 #3 ok', '30 #2 ok', '40 #1 ok'])

  const two = setUp({ ...workers, discipline: 'adaptive-lifo' })
  for (let id = 0; id < 5; id++) two.arrive(id)
  two.clock.run()
  // Three wait: the newest; then two wait: the oldest.
  expect(two.log).toEqual(['10 #0 ok', '10 #1 ok', '20 #4 ok', '20 #2 ok', '30 #3 ok'])
})

test('codel: what has waited above the target for an interval is answered as shed', () => {
  const { clock, log, arrive, target } = setUp({ ...one, discipline: 'codel', codel: { targetMs: 5, intervalMs: 20 } })
  for (let id = 0; id < 7; id++) arrive(id)
  clock.run()
  // At 10 ms the first one late begins the interval; it is over at 30 ms, and the next drop is due 20 ms later.
  expect(log).toEqual(['10 #0 ok', '20 #1 ok', '30 #2 ok', '30 #3 shed', '40 #4 ok', '50 #5 ok', '60 #6 ok'])
  expect(target.count()).toMatchObject({ attempts: 7, ok: 6, shed: 1, busyMs: 60, inFlight: 0 })
})

test.each([
  [19.999, undefined, 1],
  [20, undefined, 2],
  [29.999, undefined, 2],
  [30, undefined, 3],
  [0.001, undefined, 1],
  [30, 2, 2],
  [30, 4, 3],
])('queueMaxMs %s with queueMax %s: %s may wait for a worker that takes 10 ms', (queueMaxMs, queueMax, waiting) => {
  const { log, arrive } = setUp({ ...one, queueMaxMs, ...(queueMax !== undefined && { queueMax }) })
  for (let id = 0; id <= waiting; id++) arrive(id)
  expect(log).toEqual([])
  arrive(99)
  expect(log).toEqual(['0 #99 full'])
})

test('a bound in time loses nothing to binary fractions: 1 slot, 0.3 ms at 0.1 ms each, are 3', () => {
  const { log, arrive } = setUp({ ...one, service: { kind: 'constant', ms: 0.1 }, queueMaxMs: 0.3 })
  for (let id = 0; id < 5; id++) arrive(id)
  expect(log).toEqual(['0 #4 full'])
})

test('an expired attempt is dropped when its turn comes, or worked on for nobody', () => {
  const drop = setUp({ ...one, expiry: 'drop-at-dequeue' })
  const ignore = setUp(one)
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

test('drop-unfinishable: at its turn an attempt needs at least the mean service time', () => {
  const { arrive, clock, log, target } = setUp({ ...one, expiry: 'drop-unfinishable' })
  arrive(0, 9.999)
  arrive(1, 10)
  arrive(2, 19.999)
  arrive(3, 20)
  clock.run()
  expect(log).toEqual(['0 #0 expired', '10 #1 ok', '10 #2 expired', '20 #3 ok'])
  expect(target.count()).toMatchObject({ ok: 2, shed: 2, busyMs: 20, abandoned: 0, inFlight: 0 })
})

test('cancel: at its expiry an attempt leaves its worker, which begins the next one at once', () => {
  const { arrive, clock, log, target } = setUp({ ...one, expiry: 'cancel' })
  arrive(0, 4)
  arrive(1, 14)
  arrive(2, 23.999)
  clock.run()
  // #1 ends at the very moment its caller would give up: in time.
  expect(log).toEqual(['4 #0 expired', '14 #1 ok', '23.999 #2 expired'])
  expect(target.count()).toMatchObject({ ok: 1, shed: 2, abandoned: 2, inFlight: 0 })
  expect(target.count().busyMs).toBeCloseTo(4 + 10 + 9.999, 9)
})

test('cancel: at its expiry an attempt leaves the queue, its place is free, and nothing was spent on it', () => {
  const { arrive, arriveAt, clock, log, target } = setUp({ ...one, expiry: 'cancel', queueMax: 2 })
  arrive(0)
  arrive(1, 5)
  arrive(2)
  arriveAt(4.999, 3)
  arriveAt(5, 4)
  clock.run()
  expect(log).toEqual(['4.999 #3 full', '5 #1 expired', '10 #0 ok', '20 #2 ok', '30 #4 ok'])
  expect(target.count()).toMatchObject({ ok: 3, shed: 2, abandoned: 0, busyMs: 30, inFlight: 0 })
})

test('a request meets the same shard at every attempt, and the shards share the requests evenly', () => {
  const counts = [0, 0, 0, 0]
  for (let id = 0; id < 40_000; id++) counts[shardOf({ shards: 4 }, 7, id)]! += 1
  // 7500 is the variance of a binomial share; five standard deviations.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(7500))
  expect(shardOf({ shards: 1 }, 7, 123)).toBe(0)
})

test('each shard has its own slots and queue', () => {
  const of = (shard: number) => [...Array(100).keys()].filter((id) => shardOf({ shards: 2 }, 7, id) === shard)
  const [a, b] = [of(0), of(1)]
  const { clock, log, arrive } = setUp({ ...one, shards: 2, queueMax: 1 })
  for (const id of [a[0]!, a[1]!, a[2]!, b[0]!]) arrive(id)
  clock.run()
  expect(log).toEqual([`0 #${a[2]} full`, `10 #${a[0]} ok`, `10 #${b[0]} ok`, `20 #${a[1]} ok`])
})

test('a fault of one shard leaves the others alone', () => {
  const ids = [...Array(100).keys()]
  const bad = ids.find((id) => shardOf({ shards: 3 }, 7, id) === 1)!
  const good = ids.find((id) => shardOf({ shards: 3 }, 7, id) === 2)!
  for (const [kind, answer] of [
    [{ kind: 'errors', ratio: 1 }, '10 #bad error'],
    [{ kind: 'slow', factor: 3 }, '30 #bad ok'],
    [{ kind: 'outage', mode: 'refused' }, '0 #bad outage'],
    [{ kind: 'capacity', factor: 0 }, '60 #bad ok'],
    [{ kind: 'pause' }, '60 #bad ok'],
  ] as const) {
    const { clock, log, arrive } = setUp({ ...one, shards: 3 }, [fault({ ...kind, shard: 1, fromMs: 0, toMs: 50 })])
    arrive(bad)
    arrive(good)
    clock.run()
    expect(log.toSorted()).toEqual([`10 #${good} ok`, answer.replace('bad', String(bad))].toSorted())
  }
})
