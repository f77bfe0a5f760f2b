import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ATTEMPT_CAUSES, newRequest } from '../core/call.ts'
import {
  deadLettered,
  dropped,
  failed,
  MECHANISMS,
  OUTCOME_KINDS,
  type Outcome,
  rejected,
  TIMEOUT,
  UNFINISHED,
} from '../core/outcome.ts'
import type { PhaseSpan } from '../core/phase.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Ledger, type LedgerOptions } from './ledger.ts'
import { histogram } from './testing.ts'
import { Timeline } from './timeline.ts'

const SPANS: readonly PhaseSpan[] = [
  { phase: 'warmup', fromMs: 0, toMs: 100 },
  { phase: 'baseline', fromMs: 100, toMs: 200 },
  { phase: 'trigger', fromMs: 200, toMs: 300 },
]
const OK: Outcome = { kind: 'ok', busyMs: 2 }
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

/** A ledger with a deadline of 50 ms and a timeline of 100 ms windows; `at` sets its clock. */
function open(options: Partial<LedgerOptions> = {}) {
  const now = { ms: 0 }
  const timeline = new Timeline(100, options.spans ?? SPANS)
  const defaults = { spans: SPANS, deadlineMs: 50, injectedFailureRatio: () => 0 }
  const ledger = new Ledger({ ...defaults, ...options }, timeline, () => now.ms)
  return { ledger, timeline, at: (ms: number) => Object.assign(now, { ms }) }
}

/** Plans a request at `intendedMs` and ends it at `endMs`. */
function request({ ledger, at }: ReturnType<typeof open>, intendedMs: number, endMs: number, outcome = OK): void {
  const planned = newRequest(0, intendedMs)
  at(intendedMs)
  ledger.started(planned)
  at(endMs)
  ledger.settled(planned, outcome)
}

test('a request counts in the phase of its planned time: from its start, up to but without its end', () => {
  const books = open()
  for (const ms of [0, 99.999, 100, 199.999, 200, 299.999, 300]) request(books, ms, ms)
  const requests = books.ledger.result().map((counts) => `${counts.phase} ${counts.requests}`)
  expect(requests).toEqual(['warmup 2', 'baseline 2', 'trigger 3'])
})

test('an answer at the deadline is in time, one 0.001 ms after it is late', () => {
  const books = open()
  request(books, 0, 50)
  expect(books.ledger.result()[0]).toMatchObject({ outcomes: { ok: 1 }, late: 0, goodDone: 1 })
  request(books, 50, 100.001)
  const [after, nextPhase] = books.ledger.result()
  expect(after).toMatchObject({ outcomes: { ok: 2 }, late: 1, goodDone: 1 })
  expect([nextPhase!.goodDone, ...books.timeline.rows().map(({ good }) => good)]).toEqual([0, 1])
  expect(books.ledger.live).toEqual({ requests: 2, settled: 2, good: 1, retries: 0 })
})

test('without a deadline nothing is late', () => {
  const books = open({ deadlineMs: Number.POSITIVE_INFINITY })
  request(books, 0, 86_400)
  expect(books.ledger.result()[0]!.late).toBe(0)
})

test('what is done in time counts as done in the phase of the answer, as ok in the phase of the plan', () => {
  const books = open()
  request(books, 99, 100)
  expect(books.ledger.result().map(({ outcomes }) => outcomes.ok)).toEqual([1, 0, 0])
  expect(books.ledger.result().map(({ goodDone }) => goodDone)).toEqual([0, 1, 0])
})

test('each outcome counts under its kind, each failure under its reason too, reasons in alphabetical order', () => {
  const books = open()
  const ends = [OK, failed('error'), TIMEOUT, rejected('queue'), deadLettered('ttl'), dropped('full'), UNFINISHED]
  for (const outcome of [...ends, failed('error')]) request(books, 0, 0, outcome)
  const [counts] = books.ledger.result()
  const once = { timeout: 1, rejected: 1, 'dead-lettered': 1, dropped: 1, unfinished: 1 }
  expect(counts!.outcomes).toEqual({ ok: 1, failed: 2, ...once })
  expect(Object.entries(counts!.reasons).map(([reason, requests]) => `${requests} ${reason}`)).toEqual([
    '1 dead-lettered: ttl',
    '1 dropped: full',
    '2 failed: error',
    '1 rejected: queue',
    '1 timeout',
    '1 unfinished',
  ])
})

test('fifty reasons are kept apart, the fifty-first counts as other, a known one still as itself', () => {
  const books = open()
  for (let i = 0; i < 50; i++) request(books, 0, 0, failed(`e${i}`))
  expect(books.ledger.result()[0]!.reasons).not.toHaveProperty('other')
  for (const reason of ['e50', 'e51', 'e0']) request(books, 0, 0, failed(reason))
  const { reasons } = books.ledger.result()[0]!
  expect([Object.keys(reasons).length, reasons.other, reasons['failed: e0']]).toEqual([51, 2, 2])
})

test('lateness, acceptance and response are clocked from the plan, service from the start of the attempt', () => {
  const { ledger, at } = open()
  const late = newRequest(0, 10)
  at(13)
  ledger.started(late)
  ledger.attemptStarted(late)
  at(14)
  ledger.accepted(late)
  at(20)
  ledger.attemptEnded(late, 7)
  ledger.settled(late, OK)
  expect(ledger.result()[0]!.latencies).toEqual({
    dispatch_delay: histogram([3]),
    accepted: histogram([4]),
    service: histogram([7]),
    response: histogram([10]),
  })
})

test('only what succeeded has a response time, late or not', () => {
  const books = open()
  request(books, 0, 10, TIMEOUT)
  request(books, 10, 90)
  expect(books.ledger.result()[0]!.latencies.response).toEqual(histogram([80]))
})

test('a request that was not started is offered, dropped, and says nothing of lateness', () => {
  const { ledger, timeline, at } = open()
  at(260)
  ledger.notStarted(newRequest(0, 10), dropped('started too late'))
  const [counts] = ledger.result()
  expect(counts).toMatchObject({ requests: 1, outcomes: { dropped: 1 }, attempts: { first: 0 } })
  expect(counts!.latencies.dispatch_delay).toEqual(histogram([]))
  expect(timeline.rows().map(({ offered }) => offered)).toEqual([1])
  expect(ledger.live).toEqual({ requests: 1, settled: 1, good: 0, retries: 0 })
})

test('attempts count by cause in the phase of their request, all but the first as done again', () => {
  const { ledger, timeline, at } = open()
  const base = newRequest(0, 90)
  at(250)
  for (const cause of [...ATTEMPT_CAUSES, 'retry'] as const) ledger.attemptStarted({ ...base, cause })
  expect(ledger.result()[0]!.attempts).toEqual({ first: 1, retry: 2, hedge: 1, redelivery: 1 })
  expect(ledger.live.retries).toBe(4)
  expect(timeline.rows()[2]).toMatchObject({ attempts: 5, retries: 4 })
  for (let i = 0; i < 5; i++) ledger.attemptEnded(base, 1)
  ledger.attemptStarted(base)
  expect(timeline.inFlightMax).toBe(5)
})

test('expected failures add up the share injected at each planned instant', () => {
  const { ledger, at } = open({ injectedFailureRatio: (atMs) => (atMs < 100 ? 0.25 : atMs < 200 ? 1 : 0) })
  at(210)
  for (const ms of [0, 99, 100, 200]) ledger.started(newRequest(0, ms))
  expect(ledger.result().map(({ expectedFailures }) => expectedFailures)).toEqual([0.5, 1, 0])
})

test('a straggler stretches no phase, and what comes after the load is counted apart', () => {
  const books = open()
  const last = () =>
    books.ledger.result().map(({ spanMs, goodDone, goodAfterLoad }) => [spanMs, goodDone, goodAfterLoad.count])
  request(books, 299.9, 299.999)
  expect(last()).toEqual([
    [100, 0, 0],
    [100, 0, 0],
    [100, 1, 0],
  ])
  request(books, 299.999, 300)
  expect(last().at(-1)).toEqual([100, 2, 1])
  request(books, 299.999, 450)
  expect(last().at(-1)).toEqual([100, 2, 1])
  expect(books.ledger.lastMs).toBe(450)
})

test('a phase that comes twice is one result over both spans', () => {
  const again = [...SPANS, { phase: 'baseline', fromMs: 300, toMs: 340 } as const]
  const books = open({ spans: again })
  for (const ms of [150, 250, 320, 360]) request(books, ms, ms)
  const spans = books.ledger.result().map(({ phase, spanMs, requests }) => `${phase} ${spanMs} ms ${requests}`)
  expect(spans).toEqual(['warmup 100 ms 0', 'baseline 140 ms 3', 'trigger 100 ms 1'])
})

test('a duplicate is counted and is not goodput', () => {
  const { ledger } = open()
  ledger.duplicate(newRequest(0, 0))
  expect(ledger.result()[0]).toMatchObject({ duplicates: 1, goodDone: 0, requests: 0, outcomes: { ok: 0 } })
})

test('what is turned away counts by mechanism: in the phase of its request, in the window of its moment', () => {
  const { ledger, timeline, at } = open()
  at(150)
  for (const by of [...MECHANISMS, 'breaker'] as const) ledger.rejected(by, newRequest(0, 99))
  const expected = { breaker: 2, bulkhead: 1, budget: 1, queue: 1 }
  expect(ledger.result()[0]!.rejections).toEqual(expected)
  expect(timeline.rows().map(({ rejections }) => rejections.breaker)).toEqual([0, 2])
})

test('a breaker counts as open until it closes again, half-open too', () => {
  const clock = new VirtualClock()
  const { ledger, timeline } = open()
  const stop = timeline.tick(clock, () => ({ open: 0, queueDepth: 0, queueAgeMs: 0, targetInFlight: null }))
  const states = ['closed', 'open', 'half-open', 'open', 'half-open', 'closed'] as const
  for (let i = 1; i < states.length; i++) {
    clock.at(i * 100 - 50, () => ledger.breakerChanged(states[i - 1]!, states[i]!))
  }
  clock.at(250, () => ledger.breakerChanged('closed', 'open'))
  clock.run(510)
  stop()
  expect(timeline.rows().map(({ breakersOpen }) => breakersOpen)).toEqual([1, 1, 2, 2, 1, 1])
})

test('a request that ends twice counts twice, so that the check detects it', () => {
  const { ledger } = open()
  const once = newRequest(0, 0)
  ledger.started(once)
  ledger.settled(once, OK)
  ledger.settled(once, OK)
  expect(ledger.result()[0]).toMatchObject({ requests: 1, outcomes: { ok: 2 } })
})

test('whatever the outcomes and times, in each phase requests = sum of outcomes, and answers = good + late', () => {
  const end = fc.record({ intendedMs: fc.nat(400), takesMs: fc.nat(100), kind: fc.constantFrom(...OUTCOME_KINDS) })
  fc.assert(
    fc.property(fc.array(end, { maxLength: 60 }), (ends) => {
      const books = open()
      for (const { intendedMs, takesMs, kind } of ends) {
        const outcome = { kind, busyMs: 0, reason: 'r', by: 'queue' } as Outcome
        request(books, intendedMs, intendedMs + takesMs, outcome)
      }
      const phases = books.ledger.result()
      for (const { requests, outcomes, latencies, reasons } of phases) {
        expect(sum(Object.values(outcomes))).toBe(requests)
        expect(sum(Object.values(reasons))).toBe(requests - outcomes.ok)
        expect(latencies.response.count).toBe(outcomes.ok)
      }
      const answered = ends.filter(({ kind }) => kind === 'ok')
      expect(sum(phases.map(({ requests }) => requests))).toBe(ends.length)
      expect(sum(phases.map(({ goodDone, late }) => goodDone + late))).toBe(answered.length)
      expect(sum(phases.map(({ late }) => late))).toBe(answered.filter(({ takesMs }) => takesMs > 50).length)
    }),
  )
})
