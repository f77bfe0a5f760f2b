import { expect, test } from 'vitest'
import { recount } from './recount.ts'
import type { RunResult } from './result.ts'
import { countedRun, histogram, targetCounters, windowRow } from './testing.ts'

const RUN = countedRun({
  timeline: [
    windowRow({ offered: 10, goodPlanned: 7, attempts: 12 }),
    windowRow({ offered: 5, goodPlanned: 5, attempts: 5 }),
  ],
})
const [PHASE] = RUN.phases as [RunResult['phases'][number]]
const phase = (changes: Partial<typeof PHASE>) => ({ phases: [{ ...PHASE, ...changes }] })
const counts = (changes: Partial<typeof PHASE.latencies>) => phase({ latencies: { ...PHASE.latencies, ...changes } })
const [FIRST, SECOND] = RUN.timeline as [RunResult['timeline'][number], RunResult['timeline'][number]]

test('a run that adds up has no mistakes', () => {
  expect(recount(RUN)).toEqual([])
})

test.each<[changes: Partial<RunResult>, path: string, message: string]>([
  [phase({ requests: 16 }), 'phases.0.requests', 'must be the sum of the outcomes, 15, got 16'],
  [phase({ reasons: { timeout: 2 } }), 'phases.0.reasons', 'must add up to 3, got 2'],
  [phase({ late: 13 }), 'phases.0.late', 'must be at most ok, 12, got 13'],
  [
    phase({ goodAfterLoad: histogram([1], 13) }),
    'phases.0.goodAfterLoad.count',
    'must be at most goodDone, 12, got 13',
  ],
  [counts({ response: histogram([1], 11) }), 'phases.0.latencies.response.count', 'must be ok, 12, got 11'],
  [
    counts({ dispatch_delay: histogram([1], 16) }),
    'phases.0.latencies.dispatch_delay.count',
    'must be at most requests, 15, got 16',
  ],
  [
    counts({ service: histogram([1], 18) }),
    'phases.0.latencies.service.count',
    'must be at most the attempts, 17, got 18',
  ],
  [phase({ goodDone: 11 }), 'timeline', 'must add up to the phases: goodDone of the phases must be 12, got 11'],
  [
    { timeline: [{ ...FIRST, offered: 9 }, SECOND] },
    'timeline',
    'must add up to the phases: offered must be 15, got 14',
  ],
  [
    { timeline: [{ ...FIRST, attempts: 13 }, SECOND] },
    'timeline',
    'must add up to the phases: attempts must be 17, got 18',
  ],
  [{ timeline: [{ ...FIRST, retries: 1 }, SECOND] }, 'timeline', 'must add up to the phases: retries must be 0, got 1'],
  [
    { timeline: [{ ...FIRST, rejections: { ...FIRST.rejections, budget: 1 } }, SECOND] },
    'timeline',
    'must add up to the phases: rejections by budget must be 0, got 1',
  ],
  [{ timeline: [{ ...FIRST, retries: 13 }, SECOND] }, 'timeline.0.retries', 'must be at most attempts, 12, got 13'],
  [
    { timeline: [{ ...FIRST, retriesAfter: { ...FIRST.retriesAfter, timeout: 1 } }, SECOND] },
    'timeline.0.retriesAfter',
    'must be at most retries without redeliveries, 0, got 1',
  ],
  [
    { timeline: [FIRST, { ...SECOND, inFlight: 3, inFlightMax: 2 }] },
    'timeline.1.inFlight',
    'must be at most inFlightMax, 2, got 3',
  ],
  [{ timeline: [FIRST, { ...SECOND, fromMs: 999 }] }, 'timeline.1.fromMs', 'must be 1000, got 999'],
  [{ triggerStartMs: 5, triggerEndMs: 4 }, 'triggerEndMs', 'must follow triggerStartMs, 5, got 4'],
  [{ triggerStartMs: 5 }, 'triggerEndMs', 'must follow triggerStartMs, 5, got null'],
  [{ target: targetCounters({ attempts: 18 }) }, 'target.attempts', 'must be at most those made, 17, got 18'],
  [
    { target: targetCounters({ ok: 4, duplicates: 5 }) },
    'target.duplicates',
    'must be at most the executions, 4, got 5',
  ],
  [
    { target: targetCounters({ ok: 4, leafAttempts: 6, duplicates: 7 }) },
    'target.duplicates',
    'must be at most the executions, 6, got 7',
  ],
  [{ spared: { requests: 16, good: 0 } }, 'spared', 'must hold good <= requests <= 15, got 0 and 16'],
  [{ spared: { requests: 5, good: 6 } }, 'spared', 'must hold good <= requests <= 15, got 6 and 5'],
])('%j does not add up', (changes, path, message) => {
  const found = recount({ ...RUN, ...changes }).map((one) => [one.path.join('.'), one.message])
  expect(found).toContainEqual([path, message])
})

test('an invalid run may have a ledger that does not add up, and an interrupted one attempts that are not counted here', () => {
  expect(recount({ ...RUN, ...phase({ requests: 16 }), status: 'invalid' })).toEqual([])
  expect(recount({ ...RUN, target: targetCounters({ attempts: 18 }), status: 'partial' })).toEqual([])
})
