import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { fault } from '../model/testing.ts'
import { ByteRules } from './byte-rules.ts'

const rulesOf = (...inputs: Parameters<typeof fault>[0][]) => new ByteRules(inputs.map(fault), 7)
const outage = (mode: string) => ({ kind: 'outage', mode, fromMs: 10, toMs: 20 })

test.each([
  ['lost', 'lost'],
  ['refused', 'refused'],
  ['reset', 'reset'],
  ['buffered', { untilMs: 20 }],
])('an outage with mode %s holds from its begin until before its end', (mode, expected) => {
  const rules = rulesOf(outage(mode))
  expect([9.75, 10, 19.75, 20].map((atMs) => rules.at(atMs))).toEqual(['pass', expected, expected, 'pass'])
})

test('bytes wait for the first fault that ends, and then for the next', () => {
  const rules = rulesOf({ kind: 'pause', fromMs: 0, toMs: 30 }, outage('buffered'))
  expect([5, 10, 20, 30].map((atMs) => rules.at(atMs))).toEqual([
    { untilMs: 30 },
    { untilMs: 20 },
    { untilMs: 30 },
    'pass',
  ])
})

test('connections are reset when the service goes; those that lost bytes are when it is back', () => {
  const all = rulesOf(outage('refused'), outage('reset'), outage('lost'), outage('buffered'))
  expect(all.resets).toEqual([
    { atMs: 10, mode: 'refused' },
    { atMs: 10, mode: 'reset' },
  ])
  expect(all.returnsMs).toEqual([20])
})

test('a delay is drawn by connection and piece, and a rate limits bytes, within the window alone', () => {
  const rules = rulesOf(
    { kind: 'latency', delay: { kind: 'uniform', minMs: 0, maxMs: 100 }, fromMs: 10, toMs: 20 },
    { kind: 'bandwidth', bytesPerSecond: 500, fromMs: 10, toMs: 20 },
  )
  expect(rules.delayMs(9, 3, 1)).toBe(0)
  expect(rules.bytesPerSecondAt(9)).toBe(Number.POSITIVE_INFINITY)
  expect(rules.delayMs(10, 3, 1)).toBe(100 * draw(7, STREAM.latency, 3, 128))
  expect(rules.bytesPerSecondAt(10)).toBe(500)
  expect(rules.delayMs(20, 3, 1)).toBe(0)
})
