import { expect, test } from 'vitest'
import { latenessDoubts } from './lateness.ts'
import { proxyDoubts, proxyText } from './proxy.ts'
import type { ProxyCounts } from './result.ts'
import { runResult } from './testing.ts'
import { validitySchema } from './validity-bounds.ts'

const counts = (changes: Partial<ProxyCounts> = {}): ProxyCounts => ({
  connections: 3,
  requests: 10,
  passed: 8,
  answered: 8,
  resent: 0,
  notPassed: 0,
  injected: { refused: 2 },
  bytesToService: 0,
  bytesFromService: 160,
  loopDelayP99Ms: 1,
  addedMaxMs: 0.25,
  ...changes,
})

test('requests that the proxy had no room for make a run invalid', () => {
  expect(proxyDoubts({})).toEqual([])
  expect(proxyDoubts({ proxy: counts() })).toEqual([])
  expect(proxyDoubts({ proxy: counts({ notPassed: 1 }) })).toMatchObject([
    { severity: 'invalid', message: 'The fault proxy had no room for 1 requests or answers.' },
  ])
})

test('a late event loop of the proxy makes a run invalid, as that of a target does', () => {
  const limits = validitySchema.parse({})
  const doubts = (loopDelayP99Ms: number) => latenessDoubts(runResult({ proxy: counts({ loopDelayP99Ms }) }), limits)
  expect(doubts(50)).toEqual([])
  expect(doubts(50.5).map(({ message }) => message)).toEqual([
    'Event-loop delay of the fault proxy: 99th percentile 50.5 ms, bound 50 ms.',
  ])
})

test('the text adds up runs, and names the most that a proxy adds', () => {
  expect(proxyText([counts(), counts({ addedMaxMs: 0.5 })])).toBe('passed 16 of 20, adds at most 0.50 ms')
  expect(proxyText([counts({ requests: null, connections: 9, addedMaxMs: null })])).toBe('passed 8 of 9 connections')
})
