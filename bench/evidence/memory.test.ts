import { expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { parseSuite } from '../parse-suite.ts'
import { memoryOf } from './memory.ts'

const cell = (arm: object, more: object = {}): Cell =>
  cellsOf(
    parseSuite({
      name: 't',
      question: 'q',
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } },
      load: '1s@5',
      arms: { a: { style: 'rpc', ...arm } },
      ...more,
    }),
  )[0]!
const backoff = { kind: 'exponential', baseMs: 1000, capMs: 4000 }

test('a life of a request is all its attempts and delays: 4 of 500 ms, and 1, 2 and 4 s', () => {
  const policy = [
    { kind: 'retry', retriesMax: 3, backoff },
    { kind: 'timeout', timeoutMs: 500 },
  ]
  const { timers, knownAfterMs, customPolicies } = memoryOf(cell({ policy }))
  expect(timers).toEqual([
    { name: 'life of a request', ms: 9000 },
    { name: 'retry.backoff', ms: 4000 },
  ])
  expect(knownAfterMs).toBe(9001)
  expect(customPolicies).toEqual([])
})

test('a deadline outside cuts a life, and the deadline of the suite says when an end is known', () => {
  const policy = [
    { kind: 'deadline', deadlineMs: 2000 },
    { kind: 'retry', retriesMax: 3, backoff },
    { kind: 'timeout', timeoutMs: 500 },
  ]
  expect(memoryOf(cell({ policy })).timers[0]).toEqual({ name: 'retry.backoff', ms: 4000 })
  expect(memoryOf(cell({ policy })).knownAfterMs).toBe(2001)
  expect(memoryOf(cell({ policy }, { deadlineMs: 300 })).knownAfterMs).toBe(300)
})

test('a request that may wait for ever is watched for 30 s', () => {
  const policy = [{ kind: 'bulkhead', inFlightMax: 1, waitingMax: 5 }]
  expect(memoryOf(cell({ policy }))).toEqual({ timers: [], windowMs: 0, knownAfterMs: 30_000, customPolicies: [] })
})

test('breakers, waits in a bulkhead and windows are timers, and a breaker is open for 60 s unless it says otherwise', () => {
  const policy = [
    { kind: 'bulkhead', inFlightMax: 1, waitingMax: 5, waitMaxMs: 700 },
    { kind: 'breaker', failureRatio: 0.5, window: { ms: 20_000 } },
    { kind: 'timeout', timeoutMs: 500 },
  ]
  expect(memoryOf(cell({ policy })).timers).toEqual([
    { name: 'breaker.openMs', ms: 60_000 },
    { name: 'breaker.window', ms: 20_000 },
    { name: 'life of a request', ms: 1200 },
    { name: 'bulkhead.waitMaxMs', ms: 700 },
  ])
})

test('a message lives for all its deliveries: 3 of 500 ms, and twice the longest delay', () => {
  const arm = {
    style: 'queue',
    broker: { depthMax: 10, deliveriesMax: 3, messageTtlMs: 6000, leaseMs: 900 },
    consumers: { concurrency: 1, policy: [{ kind: 'timeout', timeoutMs: 500 }] },
    redelivery: { backoff },
  }
  const { timers } = memoryOf(cell(arm))
  expect(timers.find(({ name }) => name === 'life of a request')).toEqual({ name: 'life of a request', ms: 5500 })
  expect(timers.map(({ name }) => name)).toEqual([
    'broker.messageTtlMs',
    'life of a request',
    'redelivery.backoff',
    'broker.leaseMs',
  ])
})

test('without a deadline a message is watched for as long as its broker keeps it, and for 30 s at most', () => {
  const arm = (broker: object) => ({
    style: 'queue',
    broker: { depthMax: 10, deliveriesMax: 1, ...broker },
    consumers: { concurrency: 1, policy: [{ kind: 'timeout', timeoutMs: 500 }] },
  })
  expect(memoryOf(cell(arm({}))).knownAfterMs).toBe(30_000)
  expect(memoryOf(cell(arm({ messageTtlMs: 6000 }))).knownAfterMs).toBe(6501)
})

test('without a deadline the last delivery may end after its lease, and a custom policy may wait', () => {
  const queue = {
    style: 'queue',
    broker: { depthMax: 10, deliveriesMax: 1, leaseMs: 1000, messageTtlMs: 2000 },
    consumers: { concurrency: 1, policy: [{ kind: 'timeout', timeoutMs: 5000 }] },
  }
  expect(memoryOf(cell(queue)).knownAfterMs).toBe(7001)
  const own = { kind: 'custom', name: 'limiter', create: () => (inner: unknown) => inner }
  const within = { kind: 'timeout', timeoutMs: 200 }
  expect(memoryOf(cell({ policy: [own, within] })).knownAfterMs).toBe(30_000)
  expect(memoryOf(cell({ policy: [within, own] })).knownAfterMs).toBe(201)
})

test('a window of calls remembers them for as long as a client has so many: 20 at 5/s are 4 s, of two clients 8 s', () => {
  const policy = [{ kind: 'breaker', failureRatio: 0.5, window: { calls: 20 }, openMs: 1000 }]
  expect(memoryOf(cell({ policy })).windowMs).toBe(0)
  const faults = [{ kind: 'slow', factor: 2, fromMs: 200, toMs: 500 }]
  expect(memoryOf(cell({ policy }, { faults })).windowMs).toBe(4000)
  expect(memoryOf(cell({ policy, clients: 2 }, { faults })).windowMs).toBe(8000)
})

test('the tiers of a chain have timers too, and custom policies are named', () => {
  const tier = { slots: 1, service: { kind: 'constant', ms: 1 } }
  const open = { kind: 'breaker', failureRatio: 0.5, openMs: 3000 }
  const target = {
    model: 'chain',
    tiers: [{ ...tier, policy: [open, { kind: 'timeout', timeoutMs: 100 }] }],
    leaf: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } },
  }
  const own = { kind: 'custom', name: 'mine', create: () => (inner: unknown) => inner }
  const { timers, customPolicies } = memoryOf(cell({ policy: [own] }, { target, deadlineMs: 100 }))
  expect(timers).toEqual([{ name: 'breaker.openMs', ms: 3000 }])
  expect(customPolicies).toEqual(['mine'])
  const declared = memoryOf(cell({ policy: [{ ...own, memoryMs: 5000 }] }, { deadlineMs: 100 }))
  expect([declared.customPolicies, declared.timers]).toEqual([[], [{ name: 'memoryMs of mine', ms: 5000 }]])
})
