import { describe, expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { parseSuite } from '../parse-suite.ts'
import { attemptsAtOnceMax, warmUpOf, warmUpText, warmUpTexts } from './warm-up.ts'

const URL = 'http://user:secret@127.0.0.1:1/pay?key=secret'
const RPC = { style: 'rpc' }
const bulkhead = (inFlightMax: number) => ({ kind: 'bulkhead', inFlightMax })
const cellsWith = (load: unknown, arms: object = { rpc: RPC }, warmUpMs?: number) =>
  cellsOf(
    parseSuite({
      name: 'x',
      question: 'x',
      target: { url: URL, ...(warmUpMs !== undefined && { warmUpMs }) },
      load,
      arms,
    }),
  )
const specOf = ([cell]: readonly Cell[]) => {
  if (cell?.target.model !== 'url') throw new Error('no URL')
  return cell.target
}
const warmUp = (cells: readonly Cell[], share?: Parameters<typeof warmUpOf>[2]) => warmUpOf(cells, specOf(cells), share)

describe('a warm-up', () => {
  test.each([
    ['the rate that the load begins with', '3s@100,2s@600,3s@100', 200],
    [
      'the mean of a ramp that it begins with',
      { stages: [{ durationMs: 2000, ratePerSecond: { from: 0, to: 100 } }] },
      100,
    ],
    ['a load shorter than it', '500ms@100', 50],
    ['a trace, from its first arrival on', { trace: { timesMs: [5000, 6000, 6999, 7000, 7001] } }, 3],
    ['bursts, evenly spread', { stages: [{ bursts: { size: 200, everyMs: 80, total: 5000 } }] }, 5000],
    ['at most 5,000 requests/s', { stages: [{ bursts: { size: 20_000, everyMs: 80, total: 20_000 } }] }, 10_000],
  ])('has %s', (_, load, requests) => {
    expect(warmUp(cellsWith(load))).toEqual({ requests, durationMs: 2000, atOnceMax: 50, firstId: 10_000_000 })
  })

  test('is as long as the suite says, and none when that is 0', () => {
    expect(warmUp(cellsWith('3s@100', undefined, 500))).toMatchObject({ requests: 50, durationMs: 500 })
    expect(warmUp(cellsWith('3s@100', undefined, 0)).requests).toBe(0)
  })

  test('has no more at once than any arm of the suite', () => {
    const queue = {
      style: 'queue',
      broker: { depthMax: 10, deliveriesMax: 1 },
      consumers: { count: 2, concurrency: 3 },
    }
    expect(warmUp(cellsWith('3s@100', { rpc: RPC, queue })).atOnceMax).toBe(6)
  })

  test('is shared by workers', () => {
    const share = { index: 2, count: 3 }
    expect(warmUp(cellsWith('3s@100'), share)).toEqual({
      requests: 67,
      durationMs: 2000,
      atOnceMax: 17,
      firstId: 30_000_000,
    })
  })

  test('is announced with its size and rate, once for each service, without what is secret in its URL', () => {
    const cells = cellsWith('3s@100', { one: RPC, other: RPC })
    expect(warmUpTexts(cells)).toEqual([
      'warm-up of http://127.0.0.1:1/pay: 200 GET requests in 2 s (100/s, at most 50 at once). target.warmUpMs sets its length, 0 leaves it out. Single GET requests before each run show when the service is at rest.',
    ])
    expect(warmUpText(specOf(cells), { requests: 0, durationMs: 0, atOnceMax: 50, firstId: 0 })).toBe(
      'no warm-up of http://127.0.0.1:1/pay. Single GET requests before each run show when the service is at rest.',
    )
    const proxied = { ...specOf(cells), proxy: true }
    expect(warmUpText(proxied, { requests: 0, durationMs: 0, atOnceMax: 50, firstId: 0 })).toMatch(
      / 20 more through the fault proxy and 20 past it show the time that it adds\.$/,
    )
  })
})

test.each([
  [{ style: 'rpc' }, Number.POSITIVE_INFINITY],
  [{ style: 'rpc', clients: 3, policy: [bulkhead(10), { kind: 'timeout', timeoutMs: 5 }, bulkhead(20)] }, 30],
  [
    {
      style: 'queue',
      broker: { depthMax: 1, deliveriesMax: 1 },
      consumers: { count: 2, concurrency: 30, policy: [bulkhead(10)] },
    },
    20,
  ],
])('attempts at once of %j: at most %d', (arm, most) => {
  expect(attemptsAtOnceMax(cellsWith('1s@1', { arm })[0]!.armSpec)).toBe(most)
})
