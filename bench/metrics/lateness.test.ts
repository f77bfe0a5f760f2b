import { expect, test } from 'vitest'
import { exceededText, isOnlyLate, latenessDoubts } from './lateness.ts'
import type { RunResult, Warning } from './result.ts'
import { histogram, phaseResult, runResult, targetCounters } from './testing.ts'
import { validitySchema } from './validity-bounds.ts'

const LIMITS = validitySchema.parse({})
const OTHER: Warning = { severity: 'invalid', message: 'The ledger does not add up.', advice: 'Report it.' }
const NOTE: Warning = { severity: 'note', message: 'A broker was away.', advice: 'Look at it.' }

test('each bound that lateness exceeds is data: what, how much, the bound, the unit', () => {
  const phases = [phaseResult({ outcomes: { ok: 98, dropped: 2 }, latencies: { dispatch_delay: histogram([64], 98) } })]
  const target = targetCounters({ loopDelayP99Ms: 52 })
  const doubts = latenessDoubts(runResult({ phases, target, eventLoopDelayP99Ms: 51 }), LIMITS)
  expect(doubts.map(({ exceeded }) => exceeded)).toEqual([
    { what: 'lateness of starts in phase baseline', value: 64, bound: 50, unit: 'ms' },
    { what: 'share of requests not started in phase baseline', value: 0.02, bound: 0.001, unit: 'ratio' },
    { what: 'event-loop delay of the generator', value: 51, bound: 50, unit: 'ms' },
    { what: 'event-loop delay of the target', value: 52, bound: 50, unit: 'ms' },
  ])
  expect(doubts.map(({ message }) => message)).toEqual([
    'Lateness of starts in phase baseline: 99th percentile 64.0 ms, bound 50 ms.',
    'Share of requests not started in phase baseline: 2.00 %, bound 0.1 %.',
    'Event-loop delay of the generator: 99th percentile 51.0 ms, bound 50 ms.',
    'Event-loop delay of the target: 99th percentile 52.0 ms, bound 50 ms.',
  ])
})

test('virtual time is no advice for a service by URL', () => {
  const adviceOn = (run: Partial<RunResult>) =>
    latenessDoubts(runResult({ eventLoopDelayP99Ms: 51, ...run }), LIMITS)[0]!.advice.split('. ')[0]
  const answers = { statuses: { 200: 1 }, unanswered: {}, resent: 0 }
  expect(adviceOn({})).toBe('Close other programs, lower the rate, or use `--clock virtual`')
  expect(adviceOn({ answers })).toBe('Close other programs, lower the rate, or make the load on another host')
})

test('a call that blocks the generator is named, with the longest time', () => {
  const adviceOn = (blockedMsMax: number) => {
    const answers = { statuses: {}, unanswered: {}, resent: 0, calls: { ok: 1, blockedMsMax } }
    const [doubt] = latenessDoubts(runResult({ eventLoopDelayP99Ms: 51, answers }), LIMITS)
    return doubt!.advice.replace(/ Raise a bound .*/, '')
  }
  const advice =
    'Close other programs, lower the rate, add `--workers`, or let `target.call` compute less: it runs in the process that makes the load.'
  expect(adviceOn(4.9)).toBe(advice)
  expect(adviceOn(5)).toBe(`${advice} It blocked for up to 5 ms before it returned.`)
})

test('a share is printed without the dust of binary fractions', () => {
  expect(exceededText({ what: '', value: 0.5, bound: 0.07, unit: 'ratio' })).toBe('50.00 %, bound 7 %')
})

test('a run is only late when lateness is all that makes it invalid', () => {
  const [late] = latenessDoubts(runResult({ eventLoopDelayP99Ms: 51 }), LIMITS)
  const of = (status: 'valid' | 'invalid' | 'partial', ...warnings: Warning[]) => isOnlyLate({ status, warnings })
  expect(of('invalid', late!)).toBe(true)
  expect(of('invalid', NOTE, late!)).toBe(true)
  expect(of('invalid', late!, OTHER)).toBe(false)
  expect(of('partial', late!)).toBe(false)
  expect(of('valid', NOTE)).toBe(false)
})
