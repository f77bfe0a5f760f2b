import { expect, test } from 'vitest'
import { OUTCOME_KINDS } from '../core/outcome.ts'
import type { Phase } from '../core/phase.ts'
import { METRICS } from './metric.ts'
import type { RunResult } from './result.ts'
import { samplesOf } from './sample.ts'
import { scopesOf } from './scope.ts'
import { histogram, phaseResult, runResult, targetCounters } from './testing.ts'

/** One metric of a run. */
function value(name: string, run: Partial<RunResult>, phase: Phase | 'all' = 'all'): number {
  const scope = scopesOf(runResult(run)).find((scope) => scope.phase === phase)!
  return METRICS.find((metric) => metric.name === name)!.value(scope)
}
/** One metric of a run of one phase. */
const ofPhase = (name: string, ...overrides: Parameters<typeof phaseResult>) =>
  value(name, { phases: [phaseResult(...overrides)] })

test('names are stable, snake_case, and none comes twice', () => {
  const names = METRICS.map(({ name }) => name)
  expect(names.filter((name) => !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

test('each count is the one it is named after', () => {
  const phases = [
    phaseResult({
      outcomes: { ok: 1, failed: 2, timeout: 3, rejected: 4, 'dead-lettered': 5, dropped: 6, unfinished: 7 },
      late: 1,
      attempts: { first: 22, retry: 8, redelivery: 9, hedge: 10 },
      duplicates: 11,
      rejections: { breaker: 12, bulkhead: 13, budget: 14, queue: 15 },
    }),
  ]
  const target = targetCounters({ ok: 33, duplicates: 16, abandoned: 17, inFlightMax: 18 })
  const counts = samplesOf(runResult({ phases, target })).filter(({ unit }) => unit === 'count')
  expect(Object.fromEntries(counts.map(({ metric, value }) => [metric, value]))).toEqual({
    requests: 28,
    ok: 1,
    late: 1,
    failed: 2,
    timeout: 3,
    rejected: 4,
    dead_lettered: 5,
    dropped: 6,
    unfinished: 7,
    attempts: 49,
    retries: 8,
    redeliveries: 9,
    hedges: 10,
    duplicates: 16,
    rejections_breaker: 12,
    rejections_bulkhead: 13,
    rejections_budget: 14,
    rejections_queue: 15,
    in_flight_max: 18,
    abandoned: 17,
  })
})

test('goodput is what was done in time per second of the phase, whatever was planned in it', () => {
  expect(ofPhase('goodput', { spanMs: 2000, outcomes: { ok: 4, timeout: 6 }, goodDone: 5 })).toBe(2.5)
  expect(ofPhase('goodput', { spanMs: 250, goodDone: 0 })).toBe(0)
})

test('the goodput ratio is answers in time / requests: what is late is not good', () => {
  expect(ofPhase('goodput_ratio', { outcomes: { ok: 6, timeout: 4 }, late: 1 })).toBe(0.5)
  expect(ofPhase('goodput_ratio', { outcomes: { ok: 6 }, late: 6 })).toBe(0)
})

test('retry amplification is attempts by any cause / requests', () => {
  expect(ofPhase('retry_amplification', { attempts: { first: 10, retry: 12, hedge: 2, redelivery: 1 } })).toBe(2.5)
  expect(ofPhase('retry_amplification', { outcomes: { dropped: 4 }, attempts: {} })).toBe(0)
})

test('without requests there is no ratio', () => {
  for (const name of ['goodput_ratio', 'retry_amplification', 'failure_amplification']) {
    expect(ofPhase(name, { outcomes: {} })).toBe(Number.NaN)
  }
})

test('work: busy time / busy time of answers in time, the rest is wasted', () => {
  const target = targetCounters({ busyMs: 200 })
  const of = (usefulBusyMs: number | null) =>
    ['work_amplification', 'wasted_work_ratio'].map((name) =>
      value(name, { phases: [phaseResult({ usefulBusyMs })], target }),
    )
  expect(of(200)).toEqual([1, 0])
  expect(of(50)).toEqual([4, 0.75])
  expect(of(0)).toEqual([Number.POSITIVE_INFINITY, 1])
  expect(of(null)).toEqual([Number.NaN, Number.NaN])
})

test('work takes the warm-up in, because the target counts it too, and is not known by phase', () => {
  const run = {
    phases: [phaseResult({ phase: 'warmup', usefulBusyMs: 60 }), phaseResult({ usefulBusyMs: 40 })],
    target: targetCounters({ busyMs: 400 }),
  }
  expect([value('work_amplification', run), value('wasted_work_ratio', run)]).toEqual([4, 0.75])
  expect(value('work_amplification', run, 'baseline')).toBe(Number.NaN)
  expect(value('wasted_work_ratio', run, 'warmup')).toBe(Number.NaN)
})

test('rounding of the busy time never makes waste negative; a target that did nothing wasted nothing known', () => {
  const of = (busyMs: number, usefulBusyMs: number) =>
    value('wasted_work_ratio', { phases: [phaseResult({ usefulBusyMs })], target: targetCounters({ busyMs }) })
  expect([of(100, 100.001), of(0, 0)]).toEqual([0, Number.NaN])
  // 1 - 0.3 / 0.30000000000000004 is not 0.
  expect(of(0.1 + 0.2, 0.3)).toBe(0)
})

test('failure amplification: requests that did not succeed / those the injected failures alone would fail', () => {
  const of = (failures: number) =>
    ofPhase('failure_amplification', { outcomes: { ok: 10, timeout: failures }, expectedFailures: 4 })
  expect([of(0), of(2), of(4), of(8)]).toEqual([0, 0.5, 1, 2])
  expect(ofPhase('failure_amplification', { outcomes: { failed: 8 } })).toBe(Number.NaN)
})

test('every kind of outcome but ok is a failure to the caller, and so is a late answer', () => {
  const outcomes = Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, 1]))
  expect(ofPhase('failure_amplification', { outcomes, expectedFailures: 1 })).toBe(6)
  expect(ofPhase('failure_amplification', { outcomes: { ok: 1 }, late: 1, expectedFailures: 1 })).toBe(1)
})

test('a target that does not count: no work, no abandoned attempts, in flight as the clients see it', () => {
  const names = ['work_amplification', 'wasted_work_ratio', 'abandoned', 'in_flight_max']
  const of = (run: Partial<RunResult>) => names.map((name) => value(name, { inFlightMax: 9, ...run }))
  const phases = [phaseResult({ usefulBusyMs: null })]
  expect(of({ target: null, phases })).toEqual([Number.NaN, Number.NaN, Number.NaN, 9])
  const target = targetCounters({ busyMs: 10, inFlightMax: 4, abandoned: 3 })
  expect(of({ target, phases: [phaseResult({ usefulBusyMs: 5 })] })).toEqual([2, 0.5, 3, 4])
})

test('duplicates are of the whole run, by the target; of a queue by its consumers when the target does not count', () => {
  const phases = [phaseResult({ duplicates: 3 }), phaseResult({ phase: 'trigger', duplicates: 4 })]
  const of = (run: Partial<RunResult>) =>
    (['all', 'trigger'] as const).map((phase) => value('duplicates', { phases, ...run }, phase))
  const target = targetCounters({ ok: 20, duplicates: 9 })
  for (const style of ['rpc', 'queue'] as const) expect(of({ target, style })).toEqual([9, Number.NaN])
  expect(of({ target: null, style: 'queue' })).toEqual([7, 4])
  expect(of({ target: null, style: 'rpc' })).toEqual([Number.NaN, Number.NaN])
  // From a folder that was written before targets counted them.
  const { duplicates: _, ...before } = target
  expect(of({ target: before, style: 'queue' })).toEqual([Number.NaN, Number.NaN])
})

test('queue maxima are of a queue, age in whole us', () => {
  const names = ['queue_depth_max', 'queue_age_max']
  const of = (style: 'rpc' | 'queue') =>
    names.map((name) => value(name, { style, queueDepthMax: 7, queueAgeMaxMs: 1.2344 }))
  expect([of('queue'), of('rpc')]).toEqual([
    [7, 1234],
    [Number.NaN, Number.NaN],
  ])
})

test('each latency has its own percentiles, mean and maximum', () => {
  const at = (us: number) => histogram([us / 1000], 20)
  const latencies = { response: at(1), accepted: at(2), service: at(3), dispatch_delay: at(4) }
  for (const [i, name] of ['response', 'accepted', 'service', 'dispatch_delay'].entries()) {
    expect(['p50', 'max', 'mean'].map((part) => ofPhase(`${name}_${part}`, { latencies }))).toEqual([
      i + 1,
      i + 1,
      i + 1,
    ])
  }
  expect(ofPhase('response_mean', { latencies: { response: histogram([0.001, 0.002, 0.002]) } })).toBe(2)
  expect(ofPhase('response_max', { latencies: {} })).toBe(Number.NaN)
})

test('a percentile needs ten values beyond it', () => {
  const of = (times: number, part: string) =>
    ofPhase(`response_${part}`, { latencies: { response: histogram([0.1], times) } })
  for (const [part, timesMin] of [
    ['p50', 20],
    ['p95', 200],
    ['p99', 1000],
    ['p999', 10_000],
  ] as const) {
    expect([of(timesMin - 1, part), of(timesMin, part)]).toEqual([Number.NaN, 100])
  }
})

test('adjusted, what never succeeded took for ever: the median is finite as long as half succeeded', () => {
  const of = (ok: number, timeout: number) => {
    const phases = [phaseResult({ outcomes: { ok, timeout }, latencies: { response: histogram([0.1], ok) } })]
    return ['response_p50', 'response_adj_p50'].map((name) => value(name, { phases }))
  }
  expect(of(20, 0)).toEqual([100, 100])
  expect(of(20, 20)).toEqual([100, 100])
  expect(of(20, 21)).toEqual([100, Number.POSITIVE_INFINITY])
  expect(of(10, 10)).toEqual([Number.NaN, 100])
  expect(of(0, 20)).toEqual([Number.NaN, Number.POSITIVE_INFINITY])
  expect(of(9, 10)).toEqual([Number.NaN, Number.NaN])
})
