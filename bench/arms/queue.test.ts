import { expect, test } from 'vitest'
import type { Call } from '../core/call.ts'
import { rejected } from '../core/outcome.ts'
import { NOTHING } from '../policy/policy.ts'
import { ERROR, OK } from '../policy/testing.ts'
import type { Receipt } from '../queue/broker.ts'
import { MemoryBroker } from '../queue/memory-broker.ts'
import { IN_BROKER, queueSetUp as setUp } from './testing.ts'

/** Rejects the first attempt of a request. */
const turnAwayFirst =
  (target: Call): Call =>
  (request, settle) => {
    if (request.cause !== 'first') return target(request, settle)
    settle(rejected('breaker'))
    return NOTHING
  }

test('a retry waits in the broker: the consumer works on the next message meanwhile', () => {
  const { clock, log, arm, counts } = setUp((id, attempt) => (id === 0 && attempt === 1 ? ERROR : OK))
  arm.submit(0, 0)
  arm.submit(1, 0)
  clock.run()
  expect(log).toEqual(['0 first #0', '10 first #1', '110 redelivery #0'])
  expect(counts()).toMatchObject({ outcomes: { ok: 2 }, attempts: { first: 2, redelivery: 1 } })
})

test('a consumer that sleeps through the backoff holds up the messages behind it', () => {
  const redelivery = { ...IN_BROKER, waitIn: 'consumer' as const }
  const { clock, log, arm } = setUp((id, attempt) => (id === 0 && attempt === 1 ? ERROR : OK), { redelivery })
  arm.submit(0, 0)
  arm.submit(1, 0)
  clock.run()
  expect(log).toEqual(['0 first #0', '110 first #1', '120 redelivery #0'])
})

test('a consumer whose policy rejects a message at once gives it back to the broker', () => {
  const { clock, log, arm, counts } = setUp(() => OK, { consumers: [turnAwayFirst] })
  arm.submit(0, 0)
  clock.run()
  expect(log).toEqual(['100 redelivery #0'])
  expect(counts().outcomes.ok).toBe(1)
})

test('after deliveriesMax failures a request ends as a dead letter, with every attempt counted', () => {
  const { clock, arm, counts } = setUp(() => ERROR)
  arm.submit(0, 0)
  clock.run()
  expect(counts()).toMatchObject({
    requests: 1,
    outcomes: { 'dead-lettered': 1, ok: 0 },
    reasons: { 'dead-lettered: deliveries (error)': 1 },
    attempts: { first: 1, redelivery: 2 },
  })
  expect(arm.open).toBe(0)
})

test('a full queue is backpressure: the request ends as rejected and is counted', () => {
  const { clock, arm, counts } = setUp(() => OK, { depthMax: 2 })
  for (let id = 0; id < 3; id++) arm.submit(id, 0)
  expect(counts()).toMatchObject({ outcomes: { rejected: 1 }, rejections: { queue: 1 } })
  clock.run()
  expect(counts()).toMatchObject({ requests: 3, outcomes: { ok: 2, rejected: 1 } })
})

test('accepted is clocked to the confirmation, response to the completion, both from the planned start', () => {
  const { clock, arm, counts } = setUp(() => OK)
  clock.run(5)
  arm.submit(0, 2)
  clock.run()
  const { accepted, response, service, dispatch_delay } = counts().latencies
  expect([dispatch_delay, accepted, response, service].map(({ sumUs }) => sumUs)).toEqual([3000, 3000, 13_000, 10_000])
})

test('a message delivered again while it is being worked on is a duplicate, not goodput twice', () => {
  const { clock, arm, counts } = setUp(() => OK, { leaseMs: 4, concurrency: 3 })
  arm.submit(0, 0)
  clock.run()
  expect(counts()).toMatchObject({ outcomes: { ok: 1 }, duplicates: 2, attempts: { first: 1, redelivery: 2 } })
})

test('abandoned: messages waiting, delayed or being worked on end as unfinished, once', () => {
  const { clock, arm, counts } = setUp((id) => (id === 0 ? ERROR : OK))
  for (let id = 0; id < 3; id++) arm.submit(id, 0)
  clock.run(15)
  arm.abandon()
  clock.run()
  expect(counts()).toMatchObject({ requests: 3, outcomes: { unfinished: 3, ok: 0 } })
  expect(arm.open).toBe(0)
})

test('a message that could not be sent has failed; one neither confirmed nor refused stays open, its outcome unknown', () => {
  const receipts: Receipt[] = ['unsent', 'unknown', 'accepted']
  const { clock, arm, counts } = setUp(() => OK, {
    createBroker: (clock, spec, onDead) => {
      const broker = new MemoryBroker(clock, spec, onDead)
      const publish = broker.publish.bind(broker)
      broker.publish = (message, confirm) => {
        const receipt = receipts.shift()!
        if (receipt === 'accepted') publish(message, confirm)
        else confirm(receipt)
      }
      return broker
    },
  })
  for (let id = 0; id < 3; id++) arm.submit(id, 0)
  clock.run()
  expect(arm.open).toBe(1)
  expect(counts()).toMatchObject({
    outcomes: { ok: 1, failed: 1 },
    reasons: { 'failed: not sent to the broker': 1 },
  })
})
