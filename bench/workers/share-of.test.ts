import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { bulkhead, retry, timeout } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { multiplied, partOf, shareOf, whyNotShared } from './share-of.ts'

type Arms = SuiteInput['arms']
const cell = (arms: Arms, load = '1s@100'): Cell =>
  cellsOf(
    parseSuite({
      name: 'shared',
      question: 'Whose is it?',
      target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 1 } },
      load,
      arms,
    }),
  )[0]!
const rpc = (clients: number) => cell({ rpc: { style: 'rpc', clients } })
const queue = (consumers: { count?: number; concurrency: number }, depthMax = 100, more: object = {}) =>
  cell({
    queue: {
      style: 'queue',
      broker: { depthMax, deliveriesMax: 3, ...more },
      consumers,
      redrive: { atMs: 1, ratePerSecond: 30 },
    },
  })
const shares = (one: Cell, count: number) =>
  Array.from({ length: count }, (_, index) => shareOf(one, { index, count }).armSpec)

test('parts of a whole are as equal as whole numbers can be, and add up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 50 }), (total, count) => {
      const parts = Array.from({ length: count }, (_, index) => partOf(total, { index, count }))
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('clients are divided; a worker has at least one', () => {
  const clients = (one: Cell, count: number) => shares(one, count).map((arm) => arm.style === 'rpc' && arm.clients)
  expect(clients(rpc(6), 3)).toEqual([2, 2, 2])
  expect(clients(rpc(1), 3)).toEqual([1, 1, 1])
})

test('each worker has its part of the bound, the consumers and the redrive', () => {
  const of = (one: Cell, count: number) =>
    shares(one, count).map((arm) => {
      if (arm.style !== 'queue') throw new Error('no queue')
      const { broker, consumers, redrive } = arm
      return [broker.depthMax, consumers.count, consumers.concurrency, redrive!.ratePerSecond]
    })
  expect(of(queue({ concurrency: 21 }), 3)).toEqual([
    [34, 1, 7, 10],
    [33, 1, 7, 10],
    [33, 1, 7, 10],
  ])
  // Consumers stay whole where each worker can have some of them.
  expect(of(queue({ count: 6, concurrency: 5 }), 3)[0]).toEqual([34, 2, 5, 10])
  expect(of(queue({ count: 2, concurrency: 6 }), 3)[0]).toEqual([34, 1, 4, 10])
})

test('with one worker nothing changes', () => {
  const one = queue({ count: 2, concurrency: 5 })
  expect(shareOf(one, { index: 0, count: 1 })).toBe(one)
})

test('a cell that cannot be shared is refused with its rule', () => {
  expect(whyNotShared(rpc(1), 3)).toBeUndefined()
  expect(whyNotShared(rpc(7), 7)).toBeUndefined()
  expect(whyNotShared(rpc(7), 3)).toBe(
    'arms.rpc.clients: must be a multiple of 3 with --workers 3, so that all are asked alike, got 7',
  )
  // Of three queues, one with a consumer less would be overloaded long before the whole arm.
  for (const consumers of [{ concurrency: 2 }, { concurrency: 20 }, { count: 2, concurrency: 2 }]) {
    expect(whyNotShared(queue(consumers), 3)).toMatch(
      /^arms\.queue\.consumers: must have count x concurrency that is a multiple of 3 with --workers 3, as much for each, got \d+$/,
    )
  }
  expect(whyNotShared(queue({ count: 4, concurrency: 3 }), 3)).toBe(
    'arms.queue.consumers: must have a count that is a multiple of 3 with --workers 3, as much for each, got 4',
  )
  expect(whyNotShared(queue({ concurrency: 3 }, 2), 3)).toBe(
    'arms.queue.broker.depthMax: must be at least 3, one for each worker, got 2',
  )
  const crash = { kind: 'nats', crash: { atMs: 100 } }
  expect(whyNotShared(queue({ concurrency: 3 }, 100, crash), 2)).toBe(
    'arms.queue.broker.crash: must be left out with --workers: each would kill a broker',
  )
  expect(whyNotShared(queue({ concurrency: 3 }, 100, crash), 1)).toBeUndefined()
  expect(whyNotShared(cell({ rpc: { style: 'rpc' } }, '1s@50000'), 2)).toBe(
    'load: must ask for at most 40000 requests/s, which is what 2 workers start on time, got 50000; --workers shares it',
  )
})

test('policies with memory exist once per worker, which is reported', () => {
  const policy = [
    bulkhead({ inFlightMax: 4 }),
    retry({ retriesMax: 1, budget: { size: 2 } }),
    timeout({ timeoutMs: 5 }),
  ]
  const arm = (clients: number, stack = policy) => cell({ rpc: { style: 'rpc', clients, policy: stack } })
  expect(multiplied(arm(1), 3)).toBe(
    'Arm rpc has 1 client and ran with 3, one in each worker: bulkhead, retry budget of it were there 3 times.',
  )
  expect([multiplied(arm(3), 3), multiplied(arm(1, policy.slice(2)), 3), multiplied(arm(1), 1)]).toEqual([
    ...[undefined, undefined, undefined],
  ])
  const consumers = { concurrency: 6, policy: [bulkhead({ inFlightMax: 4 })] }
  const queueArm = cell({ queue: { style: 'queue', broker: { depthMax: 100, deliveriesMax: 3 }, consumers } })
  expect(multiplied(queueArm, 2)).toBe(
    'Arm queue has 1 consumer and ran with 2, one in each worker: bulkhead of it was there 2 times.',
  )
})

test('a fault proxy before a service serves one process', () => {
  const [one] = cellsOf(
    parseSuite({
      name: 'proxied',
      question: 'Whose is the proxy?',
      target: { url: 'http://127.0.0.1:1/' },
      faults: [{ kind: 'pause', fromMs: 0, toMs: 500 }],
      load: '1s@100',
      arms: { rpc: { style: 'rpc', clients: 2 } },
    }),
  )
  expect(whyNotShared(one!, 1)).toBeUndefined()
  expect(whyNotShared(one!, 2)).toBe(
    'faults: must be left out with --workers: the fault proxy before a service serves one process',
  )
})
