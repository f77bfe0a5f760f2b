import { expect, test } from 'vitest'
import type { Measurement } from '../engine/real.ts'
import { Histogram } from '../metrics/histogram.ts'
import { brokerRecord, histogram, phaseResult, runResult, windowRow } from '../metrics/testing.ts'
import { latenciesOf } from '../metrics/timeline.ts'
import { merge } from './merge.ts'

const NONE = windowRow()

/**
 * A report in which every number is `k` times that of the report for 1. So a sum and a largest value differ everywhere.
 */
function reportOf(k: number): Measurement {
  const {
    status: _,
    verdict: ____,
    warnings: __,
    ...result
  } = runResult({
    style: 'queue',
    durationMs: 1000 * k,
    phases: [
      phaseResult({
        outcomes: { ok: 10 * k, failed: 2 * k },
        reasons: { 'failed: error': 2 * k },
        spanMs: 1000,
        late: 3 * k,
        goodDone: 4 * k,
        goodAfterLoad: histogram([3], 2 * k),
        duplicates: 5 * k,
        usefulBusyMs: 6 * k,
        expectedFailures: 7 * k,
        attempts: { first: 12 * k, retry: 8 * k },
        rejections: { breaker: 9 * k },
        latencies: { response: histogram([10 * k]), accepted: histogram([20 * k]) },
      }),
    ],
    timeline: [
      windowRow({
        offered: 11 * k,
        good: 12 * k,
        goodPlanned: 13 * k,
        attempts: 14 * k,
        retries: 15 * k,
        redeliveries: 16 * k,
        inFlightMax: 17 * k,
        inFlight: 18 * k,
        targetInFlight: 19 * k,
        queueDepth: 20 * k,
        queueAgeMs: 21 * k,
        breakersOpen: 22 * k,
        retriesAfter: { ...NONE.retriesAfter, timeout: 23 * k },
        rejections: { ...NONE.rejections, breaker: 24 * k },
      }),
    ],
    spared: { requests: 25 * k, good: 26 * k },
    inFlightMax: 17 * k,
    queueDepthMax: 27 * k,
    queueAgeMaxMs: 28 * k,
    eventLoopDelayP99Ms: 29 * k,
    answers: { statuses: { 200: 42 * k, [300 + k]: 43 }, unanswered: { reset: 44 * k }, resent: 45 * k },
    broker: brokerRecord({
      depthMax: 30 * k,
      seen: {
        published: 31 * k,
        confirmed: 32 * k,
        refused: 33 * k,
        unknown: 34 * k,
        unsent: 35 * k,
        delivered: 36 * k,
        deliveredAgain: 37 * k,
        unfinished: 38 * k,
        lost: 39 * k,
      },
      incidents: [{ atMs: 100 - k, kind: 'down', detail: `of ${k}` }],
    }),
  })
  const responses = [histogram([10 * k])]
  const errors = { count: k, first: `error of ${k}` }
  const counts = { attemptsUnsure: 40 * k, attemptsNotSent: 41 * k, abandonedEarly: 42 * k }
  return { result, responses, errors, ...counts, interrupted: k === 2, notRemoved: [`gone: ${k}`] }
}

test('each field of two reports is their sum, the larger of both, or one list, as listed here', () => {
  const { result, responses, ...evidence } = merge([reportOf(1), reportOf(2)])
  expect(evidence).toEqual({
    errors: { count: 3, first: 'error of 1' },
    attemptsUnsure: 120,
    attemptsNotSent: 123,
    abandonedEarly: 126,
    interrupted: true,
    notRemoved: ['gone: 1', 'gone: 2'],
  })
  expect(responses).toEqual([histogram([10, 20])])
  const { phases, timeline, broker, ...whole } = result
  expect(whole).toMatchObject({
    durationMs: 2000,
    inFlightMax: 51,
    queueDepthMax: 81,
    queueAgeMaxMs: 56,
    eventLoopDelayP99Ms: 58,
    spared: { requests: 75, good: 78 },
    answers: { statuses: { 200: 126, 301: 43, 302: 43 }, unanswered: { reset: 132 }, resent: 135 },
  })
  expect(phases).toEqual([
    phaseResult({
      outcomes: { ok: 30, failed: 6 },
      reasons: { 'failed: error': 6 },
      spanMs: 1000,
      late: 9,
      goodDone: 12,
      goodAfterLoad: histogram([3], 6),
      duplicates: 15,
      usefulBusyMs: 18,
      expectedFailures: 21,
      attempts: { first: 36, retry: 24 },
      rejections: { breaker: 27 },
      latencies: { response: histogram([10, 20]), accepted: histogram([20, 40]) },
    }),
  ])
  expect(timeline).toEqual([
    windowRow({
      offered: 33,
      good: 36,
      goodPlanned: 39,
      attempts: 42,
      retries: 45,
      redeliveries: 48,
      inFlightMax: 51,
      inFlight: 54,
      targetInFlight: 57,
      queueDepth: 60,
      queueAgeMs: 42,
      breakersOpen: 66,
      retriesAfter: { ...NONE.retriesAfter, timeout: 69 },
      rejections: { ...NONE.rejections, breaker: 72 },
      // Of the two latencies, not of two medians.
      ...latenciesOf(Histogram.from(histogram([10, 20]))),
    }),
  ])
  expect(broker).toEqual(
    brokerRecord({
      depthMax: 90,
      seen: {
        published: 93,
        confirmed: 96,
        refused: 99,
        unknown: 102,
        unsent: 105,
        delivered: 108,
        deliveredAgain: 111,
        unfinished: 114,
        lost: 117,
      },
      incidents: [
        { atMs: 98, kind: 'down', detail: 'of 2' },
        { atMs: 99, kind: 'down', detail: 'of 1' },
      ],
    }),
  )
})

test('the first error is that of the first report that has one', () => {
  const calm = { ...reportOf(1), errors: { count: 0, first: null } }
  expect(merge([calm, reportOf(2)]).errors).toEqual({ count: 2, first: 'error of 2' })
})

test('a field that one report does not know is unknown for all', () => {
  const [known, unknown] = [reportOf(1), reportOf(2)]
  const { result } = unknown
  const phases = result.phases.map((counts) => ({ ...counts, usefulBusyMs: null }))
  const timeline = result.timeline.map((row) => ({ ...row, targetInFlight: null }))
  const merged = merge([known, { ...unknown, result: { ...result, phases, timeline, spared: null } }]).result
  expect([merged.phases[0]!.usefulBusyMs, merged.timeline[0]!.targetInFlight, merged.spared]).toEqual([
    null,
    null,
    null,
  ])
})

test('breakers of a generator that is done before the others stay as they were, and nothing else does', () => {
  const longer = reportOf(2)
  const timeline = [...longer.result.timeline, ...longer.result.timeline]
  const [, last] = merge([reportOf(1), { ...longer, result: { ...longer.result, timeline } }]).result.timeline
  expect([last!.breakersOpen, last!.offered, last!.inFlight, last!.queueDepth]).toEqual([66, 22, 36, 40])
})
