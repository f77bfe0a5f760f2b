import { expect, test } from 'vitest'
import { ERROR, OK } from '../policy/testing.ts'
import { MemoryBroker } from '../queue/memory-broker.ts'
import { redriveSchema } from './queue.ts'
import { queueSetUp } from './testing.ts'

/** Each message has one delivery. Its first attempt fails, the next one, after the redrive at 100 ms, succeeds. */
const setUp = (options: Parameters<typeof queueSetUp>[1] = {}, then = OK) =>
  queueSetUp((_, attempt) => (attempt === 1 ? ERROR : then), { deliveriesMax: 1, redrive: { atMs: 100 }, ...options })

test('at once: all dead letters are published again at that instant, and end well', () => {
  const { clock, log, arm, counts } = setUp()
  for (let id = 0; id < 3; id++) arm.submit(id, 0)
  clock.run(99)
  expect([arm.open, counts().outcomes['dead-lettered']]).toEqual([3, 0])
  expect(log).toEqual(['0 first #0', '10 first #1', '20 first #2'])
  clock.run()
  expect(log.slice(3)).toEqual(['100 redelivery #0', '110 redelivery #1', '120 redelivery #2'])
  expect(counts()).toMatchObject({ requests: 3, outcomes: { ok: 3 }, attempts: { first: 3, redelivery: 3 } })
  expect(counts().latencies.response).toMatchObject({ count: 3, maxUs: 130_000 })
  expect(arm.open).toBe(0)
})

test('paced: one after the other at the rate given', () => {
  const { clock, log, arm } = setUp({ redrive: { atMs: 100, ratePerSecond: 20 }, concurrency: 3 })
  for (let id = 0; id < 3; id++) arm.submit(id, 0)
  clock.run()
  expect(log.slice(3)).toEqual(['100 redelivery #0', '150 redelivery #1', '200 redelivery #2'])
})

test('dead again is the end, once, for the reason of the last time', () => {
  const { clock, arm, counts } = setUp({}, ERROR)
  arm.submit(0, 0)
  clock.run()
  expect(counts()).toMatchObject({
    outcomes: { 'dead-lettered': 1, ok: 0 },
    reasons: { 'dead-lettered: deliveries (error)': 1 },
    attempts: { first: 1, redelivery: 1 },
  })
  expect(arm.open).toBe(0)
})

test('a message that dies just before the redrive comes back, one that dies at its instant or later does not', () => {
  const { clock, arm, counts } = setUp({ concurrency: 3 })
  for (const [id, ms] of [89.999, 90, 150].entries()) clock.at(ms, () => arm.submit(id, ms))
  clock.run()
  expect(counts()).toMatchObject({ outcomes: { ok: 1, 'dead-lettered': 2 }, attempts: { first: 3, redelivery: 1 } })
})

test('a queue that is full when a dead letter comes back ends its request, as a dead letter', () => {
  const { clock, log, arm, counts } = setUp({ depthMax: 2, concurrency: 2 })
  for (let id = 0; id < 2; id++) arm.submit(id, 0)
  clock.at(20, () => arm.submit(2, 20))
  clock.run()
  expect(log.slice(3)).toEqual(['100 redelivery #0', '100 redelivery #1'])
  expect(counts()).toMatchObject({
    outcomes: { ok: 2, 'dead-lettered': 1, rejected: 0 },
    reasons: { 'dead-lettered: redrive: queue full': 1 },
    rejections: { queue: 0 },
  })
  expect(arm.open).toBe(0)
})

test('a message that comes back has all its deliveries again', () => {
  const { clock, log, arm, counts } = queueSetUp((_, attempt) => (attempt < 4 ? ERROR : OK), {
    deliveriesMax: 2,
    redrive: { atMs: 1000 },
  })
  arm.submit(0, 0)
  clock.run()
  expect(log).toEqual(['0 first #0', '110 redelivery #0', '1000 redelivery #0', '1110 redelivery #0'])
  expect(counts().outcomes.ok).toBe(1)
})

test('the oldest dead letter comes back first, and one that died of age without an attempt to its first', () => {
  const { clock, log, arm, counts } = setUp({ messageTtlMs: 5, redrive: { atMs: 100, ratePerSecond: 50 } })
  arm.submit(0, 0)
  arm.submit(1, 0)
  clock.run()
  expect(log).toEqual(['0 first #0', '100 first #1', '120 redelivery #0'])
  expect(counts()).toMatchObject({ outcomes: { ok: 1, 'dead-lettered': 1 }, attempts: { first: 2, redelivery: 1 } })
})

test('dead letters that the broker has not kept end when the others come back', () => {
  const { clock, log, arm, counts } = setUp({
    createBroker: (clock, spec, onDead) => {
      const broker = new MemoryBroker(clock, spec, onDead)
      const takeDead = broker.takeDead.bind(broker)
      broker.takeDead = (max, take) => takeDead(max, (messages) => take(messages.slice(1)))
      return broker
    },
  })
  for (let id = 0; id < 3; id++) arm.submit(id, 0)
  clock.run()
  expect(log.slice(3)).toEqual(['100 redelivery #1', '110 redelivery #2'])
  expect(counts()).toMatchObject({
    outcomes: { ok: 2, 'dead-lettered': 1 },
    reasons: { 'dead-lettered: deliveries (error)': 1 },
  })
  expect(arm.open).toBe(0)
})

test('abandoned: messages to be published again end as unfinished, before the redrive and within it', () => {
  for (const ms of [50, 120]) {
    const { clock, log, arm, counts } = setUp({ redrive: { atMs: 100, ratePerSecond: 10 } })
    for (let id = 0; id < 3; id++) arm.submit(id, 0)
    clock.run(ms)
    arm.abandon()
    clock.run()
    const done = ms === 50 ? 0 : 1
    expect(counts()).toMatchObject({ outcomes: { ok: done, unfinished: 3 - done } })
    expect([log.length, arm.open]).toEqual([3 + done, 0])
  }
})

test('without dead letters a redrive does nothing', () => {
  const { clock, arm, counts } = queueSetUp(() => OK, { redrive: { atMs: 5 } })
  arm.submit(0, 0)
  clock.run()
  expect(counts()).toMatchObject({ outcomes: { ok: 1 }, attempts: { first: 1, redelivery: 0 } })
})

test('a redrive has an instant, and a rate above 0 or none', () => {
  const accepts = (input: object) => redriveSchema.safeParse(input).success
  expect([{ atMs: 0 }, { atMs: 0, ratePerSecond: 0.1 }].map(accepts)).toEqual([true, true])
  expect([{}, { atMs: -1 }, { atMs: 0, ratePerSecond: 0 }].map(accepts)).toEqual([false, false, false])
})
