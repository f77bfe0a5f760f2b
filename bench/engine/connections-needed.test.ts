import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { atOnce } from '../core/steps.ts'
import { parseSuite } from '../parse-suite.ts'
import { connectionsNeeded } from './connections-needed.ts'

const timeout = (timeoutMs: number) => ({ kind: 'timeout', timeoutMs })
const bulkhead = (inFlightMax: number) => ({ kind: 'bulkhead', inFlightMax })
/** Attempts of 45 ms, one every 10 ms. */
const needed = (changes: object) =>
  atOnce(
    connectionsNeeded(
      cellsOf(
        parseSuite({
          name: 'x',
          question: 'x',
          target: { model: 'workers', slots: 100, service: { kind: 'constant', ms: 45 } },
          load: {
            stages: [{ durationMs: 5000, ratePerSecond: 100 }],
          },
          validity: { eventLoopDelayP99MaxMs: 20 },
          arms: { rpc: { style: 'rpc' } },
          ...changes,
        }),
      )[0]!,
    ),
  )
const rpc = (...policy: readonly object[]) => ({ arms: { rpc: { style: 'rpc', policy } } })

test('attempts of 45 ms at 100/s have five connections, and seven where each lasts 20 ms longer', () => {
  expect(needed({})).toEqual({ least: 5, most: 7 })
})

test('an attempt that nobody waits for any more keeps its connection', () => {
  expect(needed(rpc(timeout(15)))).toEqual({ least: 5, most: 7 })
})

test('an attempt that is lost keeps its connection for 2 s after its timeout', () => {
  const faults = [{ kind: 'outage', mode: 'lost', fromMs: 0, toMs: 5000 }]
  expect(needed({ ...rpc(timeout(95)), faults })).toEqual({ least: 210, most: 212 })
})

test('an answer that is there at once takes a connection at once', () => {
  const target = { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1000 }, queueMax: 0 }
  expect(needed({ target, load: '50ms@100' })).toEqual({ least: 2, most: 3 })
})

test('consumers of any broker have as many as they may work on', () => {
  const queue = {
    style: 'queue',
    broker: { kind: 'nats', depthMax: 1000, deliveriesMax: 1 },
    consumers: { concurrency: 3 },
  }
  expect(needed({ arms: { queue } }).least).toBe(3)
})

test('a service given by URL gets at least the largest burst that an arm lets through', () => {
  const target = { url: 'http://127.0.0.1:1/' }
  const load = { stages: [{ bursts: { size: 700, everyMs: 80, total: 1500 } }] }
  expect(needed({ target, load })).toEqual({ least: 700, most: 700 })
  expect(needed({ target, load, ...rpc(bulkhead(30)) })).toEqual({ least: 30, most: 30 })
  const http2 = { url: 'https://127.0.0.1:1/', http2: true }
  expect(needed({ target: http2, load }).least).toBe(7)
  expect(needed({ target: { ...http2, streamsMax: 30 }, load }).least).toBe(24)
  expect(needed({ target, load: { stages: [{ bursts: { size: 20_000, everyMs: 1, total: 20_000 } }] } }).least).toBe(
    8000,
  )
})
