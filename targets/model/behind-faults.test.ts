import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { fault, setUp } from './testing.ts'

const workers = { model: 'workers', slots: 100, service: { kind: 'constant', ms: 10 } } as const
const constant = (ms: number) => ({ kind: 'constant', ms })

test('latency: an attempt sent in the window arrives later, even after its end; one sent at its end does not', () => {
  const { clock, log, arriveAt, target } = setUp(workers, [
    fault({ kind: 'latency', delay: constant(20), fromMs: 5, toMs: 10 }),
  ])
  for (const [id, atMs] of [4.75, 5, 9.75, 10].entries()) arriveAt(atMs, id)
  expect(target.count().inFlight).toBe(4)
  clock.run()
  expect(log).toEqual(['14.75 #0 ok', '20 #3 ok', '35 #1 ok', '39.75 #2 ok'])
  expect(target.count()).toMatchObject({ ok: 4, inFlight: 0 })
})

test('latency: delays of two faults add up and are drawn separately', () => {
  const uniform = { kind: 'uniform', minMs: 0, maxMs: 100 }
  const span = { fromMs: 0, toMs: 10 }
  const { clock, log, arrive } = setUp(workers, [
    fault({ kind: 'latency', delay: uniform, ...span }),
    fault({ kind: 'latency', delay: uniform, ...span }),
  ])
  arrive(3)
  clock.run()
  const delayMs = 100 * draw(7, STREAM.latency, 3, 128) + 100 * draw(7, STREAM.latency, 3, 129)
  expect(log).toEqual([`${delayMs + 10} #3 ok`])
})

test('a delayed attempt meets what holds when it arrives', () => {
  const { clock, log, arriveAt } = setUp(workers, [
    fault({ kind: 'latency', delay: constant(20), fromMs: 0, toMs: 100 }),
    fault({ kind: 'outage', mode: 'reset', fromMs: 20, toMs: 30 }),
  ])
  for (const [id, atMs] of [0, 9.75, 10].entries()) arriveAt(atMs, id)
  clock.run()
  expect(log).toEqual(['20 #0 reset', '29.75 #1 reset', '40 #2 ok'])
})

test('throttle: attempts pass one gap apart in order, the first at once, and none is early after a lull', () => {
  const { clock, log, arriveAt } = setUp(workers, [
    fault({ kind: 'throttle', ratePerSecond: 10, fromMs: 0, toMs: 10_000 }),
  ])
  for (const id of [0, 1, 2]) arriveAt(0, id)
  arriveAt(250, 3)
  for (const id of [4, 5]) arriveAt(1000, id)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '110 #1 ok', '210 #2 ok', '310 #3 ok', '1010 #4 ok', '1110 #5 ok'])
})

test('throttle: those that wait at the end of the window pass then, before one that arrives at that moment', () => {
  const { clock, log, arrive, arriveAt, target } = setUp({ ...workers, slots: 1 }, [
    fault({ kind: 'throttle', ratePerSecond: 10, fromMs: 0, toMs: 150 }),
  ])
  clock.at(150, () => arrive(4))
  for (const id of [0, 1, 2, 3]) arriveAt(0, id)
  expect(target.count().inFlight).toBe(4)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '110 #1 ok', '160 #2 ok', '170 #3 ok', '180 #4 ok'])
  expect(target.count()).toMatchObject({ ok: 5, inFlight: 0 })
})

test('throttle: with a full queue an attempt fails at once, with none the attempts beyond the rate do', () => {
  const logs = [1, 0].map((queueMax) => {
    const { clock, log, arrive } = setUp(workers, [
      fault({ kind: 'throttle', ratePerSecond: 10, queueMax, fromMs: 0, toMs: 1000 }),
    ])
    for (const id of [0, 1, 2]) arrive(id)
    clock.run()
    return log
  })
  expect(logs).toEqual([
    ['0 #2 full', '10 #0 ok', '110 #1 ok'],
    ['0 #1 full', '0 #2 full', '10 #0 ok'],
  ])
})

test('throttle: the narrower of two counts while both hold', () => {
  const { clock, log, arrive } = setUp(workers, [
    fault({ kind: 'throttle', ratePerSecond: 10, fromMs: 0, toMs: 1000 }),
    fault({ kind: 'throttle', ratePerSecond: 100, fromMs: 0, toMs: 1100 }),
  ])
  for (let id = 0; id < 14; id++) arrive(id)
  clock.run()
  expect(log.slice(9)).toEqual(['910 #9 ok', '1010 #10 ok', '1020 #11 ok', '1030 #12 ok', '1040 #13 ok'])
})

const narrow = { kind: 'throttle', ratePerSecond: 0.1 }

test('throttle: the gap of a narrower one that has ended is forgotten: attempts pass at the rate of the next', () => {
  const { clock, log, arriveAt } = setUp(workers, [
    fault({ ...narrow, fromMs: 5000, toMs: 6000 }),
    fault({ kind: 'throttle', ratePerSecond: 500, fromMs: 6000, toMs: 20_000 }),
  ])
  for (const [id, atMs] of [4990, 5000, 5010, 5020, 5030, 6003, 6100].entries()) arriveAt(atMs, id)
  clock.run()
  expect(log).toEqual([
    '5000 #0 ok',
    '5010 #1 ok',
    '6010 #2 ok',
    '6012 #3 ok',
    '6014 #4 ok',
    '6016 #5 ok',
    '6110 #6 ok',
  ])
})

test('throttle: a narrow one within a wide one holds in its window alone, from the last attempt that passed', () => {
  const { clock, log, arrive } = setUp(workers, [
    fault({ kind: 'throttle', ratePerSecond: 100, fromMs: 0, toMs: 60_000 }),
    fault({ ...narrow, fromMs: 25, toMs: 1005 }),
  ])
  for (let id = 0; id < 6; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '20 #1 ok', '30 #2 ok', '1015 #3 ok', '1025 #4 ok', '1035 #5 ok'])
})

test('throttle: a recovery in steps has the rate of each step from its begin', () => {
  const { clock, log, arrive } = setUp(workers, [
    fault({ kind: 'throttle', ratePerSecond: 1, fromMs: 0, toMs: 1500 }),
    fault({ kind: 'throttle', ratePerSecond: 50, fromMs: 1500, toMs: 1530 }),
    fault({ kind: 'throttle', ratePerSecond: 4, fromMs: 1530, toMs: 60_000 }),
  ])
  for (let id = 0; id < 6; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '1010 #1 ok', '1510 #2 ok', '1530 #3 ok', '1780 #4 ok', '2030 #5 ok'])
})

test('throttle: one that begins after a time without any owes nothing to the one before', () => {
  const { clock, log, arriveAt } = setUp(workers, [
    fault({ ...narrow, fromMs: 0, toMs: 1000 }),
    fault({ ...narrow, fromMs: 2000, toMs: 3000 }),
  ])
  for (const [id, atMs] of [900, 2000, 2001].entries()) arriveAt(atMs, id)
  clock.run()
  expect(log).toEqual(['910 #0 ok', '2010 #1 ok', '3010 #2 ok'])
})

test('a throttle of one tier or one shard leaves the others alone', () => {
  const tier = { slots: 100, service: constant(0) }
  const throttle = { kind: 'throttle', ratePerSecond: 1, fromMs: 0, toMs: 10_000 }
  const chain = setUp({ model: 'chain', tiers: [tier], leaf: workers }, [fault({ ...throttle, tier: 0 })])
  for (const id of [0, 1]) chain.arrive(id)
  chain.clock.run()
  expect(chain.log).toEqual(['10 #0 ok', '1010 #1 ok'])
})
