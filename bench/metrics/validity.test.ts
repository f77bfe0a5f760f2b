import { expect, test } from 'vitest'
import type { RunResult } from './result.ts'
import { brokerRecord, histogram, phaseResult, runResult, targetCounters } from './testing.ts'
import { NONE_THROWN } from './thrown.ts'
import { type Evidence, judge } from './validity.ts'
import { type Validity, validitySchema } from './validity-bounds.ts'

const LIMITS = validitySchema.parse({})

/** Judges a run that differs from a valid one in this. */
function judged(run: Partial<RunResult>, evidence: Partial<Evidence> = {}, limits: Partial<Validity> = {}) {
  const none = { errors: NONE_THROWN, attemptsUnsure: 0, attemptsNotSent: 0, interrupted: false, notRemoved: [] }
  return judge({ result: runResult(run), ...none, ...evidence }, { ...LIMITS, ...limits })
}
/** The status, and the first message up to its first number. */
function verdict(...of: Parameters<typeof judged>) {
  const { status, warnings } = judged(...of)
  return [status, ...warnings.map(({ message }) => message.split(/[:\d]/)[0]!.trim())]
}
/** A run whose requests started so late: `times` each of these, ms. */
const startedLate = (valuesMs: readonly number[], times = 1): Partial<RunResult> => ({
  phases: [phaseResult({ latencies: { dispatch_delay: histogram(valuesMs, times) } })],
})

const LEDGER = 'The ledger does not add up'
const LATE = 'Lateness of starts in phase baseline'
const GENERATOR_BLOCKED = 'Event-loop delay of the generator'
const TARGET_BLOCKED = 'Event-loop delay of the target'

test('a run that adds up and kept its plan is valid, without a warning', () => {
  expect(judged({})).toEqual({ status: 'valid', warnings: [] })
  const target = targetCounters({ attempts: 10, loopDelayP99Ms: 1 })
  expect(judged({ target, eventLoopDelayP99Ms: 1 })).toEqual({ status: 'valid', warnings: [] })
})

test('each doubt has a type and advice', () => {
  const phases = [phaseResult({ requests: 9, outcomes: { unfinished: 5, dropped: 5 }, latencies: late(51) })]
  const target = targetCounters({ attempts: 0, loopDelayP99Ms: 51 })
  const { warnings } = judged({ phases, target, eventLoopDelayP99Ms: 51 }, { errors: { count: 1, first: 'boom' } })
  expect(warnings.length).toBe(8)
  for (const { severity, message, advice } of warnings) {
    expect(severity).toBe('invalid')
    expect([message.endsWith('.') || message.endsWith('boom'), advice.endsWith('.')]).toEqual([true, true])
  }
})

function late(ms: number) {
  return { dispatch_delay: histogram([ms]) }
}

test('conservation: one result too few or too many in any phase is invalid', () => {
  const of = (requests: number) => ({
    phases: [
      phaseResult({ phase: 'warmup' }),
      phaseResult({ phase: 'trigger', requests, outcomes: { ok: 3, timeout: 2 } }),
    ],
  })
  expect(verdict(of(5))).toEqual(['valid'])
  expect(judged(of(6)).warnings.map(({ message }) => message)).toEqual([
    'The ledger does not add up in phase trigger: 6 requests, 5 results.',
  ])
  expect(judged(of(4))).toMatchObject({ status: 'invalid' })
})

test('errors in two phases that cancel out are detected', () => {
  const phases = [phaseResult({ requests: 11 }), phaseResult({ phase: 'recovery', requests: 9 })]
  expect(judged({ phases }).warnings.length).toBe(2)
})

test('the target has seen what the clients sent, by all causes and in all phases: one more or one fewer is invalid', () => {
  const phases = [
    phaseResult({ phase: 'warmup' }),
    phaseResult({ attempts: { first: 10, retry: 3, hedge: 2, redelivery: 1 } }),
  ]
  const of = (attempts: number) => verdict({ phases, target: targetCounters({ attempts }) })
  expect([of(25), of(26), of(27)]).toEqual([['invalid', LEDGER], ['valid'], ['invalid', LEDGER]])
})

test('an attempt that was perhaps never delivered may be missing at the target, one beyond those may not', () => {
  const of = (attempts: number) => verdict({ target: targetCounters({ attempts }) }, { attemptsUnsure: 2 })
  expect([of(7), of(8), of(10), of(11)]).toEqual([['invalid', LEDGER], ['valid'], ['valid'], ['invalid', LEDGER]])
})

test('a target that does not count is not compared', () => {
  expect(verdict({ target: null })).toEqual(['valid'])
})

test('a clock that may be off by more than requests may be late is invalid, whatever the worker says of its lateness', () => {
  const of = (clockErrorMs: number) => {
    const rest = { environmentClass: 'linux', planned: 10, requests: 10, lost: null }
    return verdict({ workers: [{ name: 'a 1', ...rest, clockErrorMs }] })
  }
  expect([of(50), of(50.1)]).toEqual([['valid'], ['invalid', 'The clock of worker a']])
})

test('the 99th percentile of lateness at its bound is valid, above it is not', () => {
  expect(verdict(startedLate([50]))).toEqual(['valid'])
  expect(verdict(startedLate([50.001]))).toEqual(['invalid', LATE])
  expect(verdict(startedLate([50.001]), {}, { dispatchDelayP99MaxMs: 50.001 })).toEqual(['valid'])
})

test('one late start in a hundred is allowed, two are not', () => {
  const onTime = new Array(98).fill(0)
  expect(verdict(startedLate([...onTime, 0, 200]))).toEqual(['valid'])
  expect(verdict(startedLate([...onTime, 200, 200]))).toEqual(['invalid', LATE])
})

test('lateness is judged by phase, so that a stall in a short trigger cannot hide in a long baseline; warm-up may be late', () => {
  const phase = (phase: 'warmup' | 'baseline' | 'trigger', valuesMs: number[], times: number) =>
    phaseResult({ phase, outcomes: { ok: times }, latencies: { dispatch_delay: histogram(valuesMs, times) } })
  const trigger = phase('trigger', [200], 10)
  const late = 'Lateness of starts in phase trigger'
  expect(verdict({ phases: [phase('warmup', [200], 1), phase('baseline', [0], 1)] })).toEqual(['valid'])
  expect(verdict({ phases: [phase('baseline', [0], 100_000), trigger] })).toEqual(['invalid', late])
})

test('an attempt that could not be sent shows the generator, not the target: invalid', () => {
  expect(verdict({}, { attemptsNotSent: 1 })[0]).toBe('invalid')
  expect(judged({}, { attemptsNotSent: 1 }).warnings[0]!.message).toContain('1 attempts could not be sent')
})

test('the share of requests not started at its bound is valid, above it is not', () => {
  const of = (dropped: number, ok: number) => verdict({ phases: [phaseResult({ outcomes: { dropped, ok } })] })
  expect(of(1, 999)).toEqual(['valid'])
  expect(of(1, 998)).toEqual(['invalid', 'Share of requests not started in phase baseline'])
  expect(of(2, 1998)).toEqual(['valid'])
})

test('a blocked event loop of the generator: at the bound valid, above invalid', () => {
  expect(verdict({ eventLoopDelayP99Ms: 50 })).toEqual(['valid'])
  expect(verdict({ eventLoopDelayP99Ms: 50.001 })).toEqual(['invalid', GENERATOR_BLOCKED])
})

test('a blocked event loop of the target: at the bound valid, above invalid', () => {
  const of = (loopDelayP99Ms: number) => verdict({ target: targetCounters({ attempts: 10, loopDelayP99Ms }) })
  expect(of(50)).toEqual(['valid'])
  expect(of(50.001)).toEqual(['invalid', TARGET_BLOCKED])
})

test('one request without a result after the drain is invalid, unless a share of them is allowed', () => {
  const phases = [phaseResult({ outcomes: { ok: 99, unfinished: 1 } })]
  expect(judged({ phases }).status).toBe('invalid')
  expect(judged({ phases }).warnings[0]!.message).toBe('1.00 % of the requests had no result when the drain ended.')
  expect(judged({ phases }, {}, { unfinishedRatioMax: 0.01 }).status).toBe('valid')
  expect(judged({ phases }, {}, { unfinishedRatioMax: 0.0099 }).status).toBe('invalid')
})

test('shares are of all phases together', () => {
  const phases = [
    phaseResult({ phase: 'warmup', outcomes: { dropped: 1, unfinished: 1 } }),
    phaseResult({ outcomes: { ok: 998 } }),
  ]
  expect(verdict({ phases }, {}, { unfinishedRatioMax: 0.001 })).toEqual(['valid'])
})

test('a thrown exception makes a run invalid: how many there were, and the first', () => {
  const { status, warnings } = judged({}, { errors: { count: 2, first: 'boom' } })
  expect(status).toBe('invalid')
  expect(warnings[0]!.message).toBe('2 errors were thrown or reported during the run, the first: boom')
})

test('a target that was not at rest is named before what follows from it', () => {
  const answers = { statuses: {}, unanswered: { closed: 10 }, resent: 0 }
  const unrest = { waitedMs: 10_300, probes: 1, answerMs: 10_300, error: null, answerMaxMs: 70 }
  const run = { answers, target: null }
  const expected = ['The target was not at rest', 'No attempt got an answer (closed']
  expect(verdict(run, { unrest })).toEqual(['invalid', ...expected])
  expect(verdict(run, { unrest, interrupted: true })).toEqual(['partial', 'The target was not at rest'])
})

test('an interrupted run is partial, whatever the machine did', () => {
  expect(verdict({}, { interrupted: true })).toEqual(['partial'])
  expect(verdict({ eventLoopDelayP99Ms: 51 }, { interrupted: true })).toEqual(['partial', GENERATOR_BLOCKED])
})

test('an interruption leaves attempts on their way, so the target is not compared; the results must still add up', () => {
  expect(verdict({ target: targetCounters({ attempts: 9 }) }, { interrupted: true })).toEqual(['partial'])
  const { status, warnings } = judged({ phases: [phaseResult({ requests: 9 })] }, { interrupted: true })
  expect([status, warnings.length]).toEqual(['invalid', 1])
})

test('a run in which nothing was planned shows nothing', () => {
  const phases = [phaseResult({ outcomes: {} })]
  expect(verdict({ phases, target: targetCounters() })).toEqual(['invalid', 'No request was planned.'])
})

test('incidents of a broker are reported, and make no run invalid', () => {
  const { seen } = brokerRecord()
  expect(judged({ broker: brokerRecord() })).toEqual({ status: 'valid', warnings: [] })
  const incidents = Array.from({ length: 7 }, (_, i) => ({ atMs: i + 0.4, kind: 'failed' as const, detail: `no ${i}` }))
  const { status, warnings } = judged({
    broker: brokerRecord({ seen: { ...seen, unknown: 2, unfinished: 4, lost: 3 }, incidents }),
  })
  expect([status, warnings.map(({ severity, message }) => `${severity} ${message}`)]).toEqual([
    'valid',
    [
      'note nats-server 2.9.10: failed at 0 ms (no 0); failed at 1 ms (no 1); failed at 2 ms (no 2); failed at 3 ms (no 3); failed at 4 ms (no 4); 2 more; ' +
        '2 messages were neither confirmed nor refused; 4 messages were confirmed and are neither completed nor dead letters in the end, 3 of them lost.',
    ],
  ])
})

test('an interrupted run with a note is partial, not invalid', () => {
  const incidents = [{ atMs: 1, kind: 'down' as const, detail: 'gone' }]
  expect(judged({ broker: brokerRecord({ incidents }) }, { interrupted: true })).toMatchObject({ status: 'partial' })
})

test('a killed consumer that held no message shows nothing, and a note reports it', () => {
  const never = { cameBack: 0, firstAfterMs: null, medianAfterMs: null, lastAfterMs: null }
  const broker = (held: number) => brokerRecord({ consumerCrash: { killedMs: 500, held, ...never } })
  expect(verdict({ broker: broker(0) })).toEqual(['valid', 'The consumer that was killed held no message.'])
  expect(verdict({ broker: broker(1) })).toEqual(['valid'])
})
