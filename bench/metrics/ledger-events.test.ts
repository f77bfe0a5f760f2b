import { expect, test } from 'vitest'
import { newRequest } from '../core/call.ts'
import { dropped, type Outcome, TIMEOUT } from '../core/outcome.ts'
import { Ledger, type LedgerOptions } from './ledger.ts'
import { Timeline } from './timeline.ts'

const SPANS = [
  { phase: 'warmup' as const, fromMs: 0, toMs: 100 },
  { phase: 'baseline' as const, fromMs: 100, toMs: 200 },
]
const OK: Outcome = { kind: 'ok', busyMs: 2 }

/** A ledger with a deadline of 50 ms; `at` sets its clock. */
function open(options: Partial<LedgerOptions> = {}) {
  const now = { ms: 0 }
  const defaults = { spans: SPANS, deadlineMs: 50, injectedFailureRatio: () => 0 }
  const ledger = new Ledger({ ...defaults, ...options }, new Timeline(100, SPANS), () => now.ms)
  return { ledger, at: (ms: number) => Object.assign(now, { ms }) }
}

test('without a part of the target that no fault touches nothing is spared', () => {
  expect(open().ledger.spared).toBeNull()
})

test('spared counts requests to the parts without a fault, those in time as good: at the deadline, not after it', () => {
  const { ledger, at } = open({ isSpared: (request) => request !== 1 })
  for (const [id, endMs, outcome] of [
    [0, 50, OK],
    [1, 50, OK],
    [2, 50.001, OK],
    [3, 20, TIMEOUT],
  ] as const) {
    const request = newRequest(id, 0)
    at(0)
    ledger.started(request)
    at(endMs)
    ledger.settled(request, outcome)
  }
  expect(ledger.spared).toEqual({ requests: 3, good: 1 })
})

test('a spared request that was not started is counted and not good', () => {
  const { ledger } = open({ isSpared: () => true })
  ledger.notStarted(newRequest(0, 0), dropped('generator full'))
  expect(ledger.spared).toEqual({ requests: 1, good: 0 })
})

test('spared counts the warm-up too, on both sides of its ratio', () => {
  const { ledger, at } = open({ isSpared: () => true })
  for (const ms of [99, 100]) {
    at(ms)
    ledger.started(newRequest(0, ms))
    ledger.settled(newRequest(0, ms), OK)
  }
  expect(ledger.spared).toEqual({ requests: 2, good: 2 })
})

test('the ledger reports each event once, with its time and its request, in order', () => {
  const heard: string[] = []
  const { ledger, at } = open({ onEvent: (nowMs, request, event) => heard.push(`${nowMs} #${request} ${event}`) })
  const request = newRequest(7, 10)
  at(12)
  ledger.started(request)
  ledger.attemptStarted(request)
  at(20)
  ledger.attemptEnded(request, 8)
  ledger.rejected('budget', request)
  ledger.attemptStarted({ ...request, cause: 'retry' })
  at(30)
  ledger.settled(request, OK)
  ledger.notStarted(newRequest(8, 11), dropped('started too late'))
  expect(heard).toEqual([
    '12 #7 start',
    '12 #7 first',
    '20 #7 attempt ended',
    '20 #7 budget',
    '20 #7 retry',
    '30 #7 ok',
    '30 #8 dropped',
  ])
})
