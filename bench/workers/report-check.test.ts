import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { type Cell, cellsOf, seedOf } from '../cell.ts'
import type { Measurement } from '../engine/real.ts'
import { headOf } from '../engine/result-head.ts'
import type { Share } from '../load/share.ts'
import { brokerRecord, histogram, targetCounters } from '../metrics/testing.ts'
import { parseSuite } from '../parse-suite.ts'
import { SUITES } from '../suites/catalogue.ts'
import { parseFromWorker } from './from-worker.ts'
import { honestReports } from './honest-worker.testing.ts'
import { withIncrement } from './increments.ts'
import { plannedOf } from './planned.ts'
import { whyStrange } from './report-check.ts'
import { whyNotShared } from './share-of.ts'

/** Each arm of the first variant of each suite. */
const CELLS = SUITES.flatMap((suite) => {
  const cells = cellsOf(parseSuite(suite))
  return cells.filter(({ variant }) => variant === cells[0]!.variant)
})

test.each(CELLS.map((cell) => [`${cell.suite} ${cell.arm}`, cell] as const))(
  'what an honest worker reports is never strange: %s',
  async (_, cell) => {
    const count = whyNotShared(cell, 2) === undefined ? 2 : 1
    const share = { index: count - 1, count }
    const check = await checkOf(cell, share)
    for (const stopMs of [Number.POSITIVE_INFINITY, 5000]) {
      let report: Measurement | undefined
      for (const message of honestReports(cell, share, stopMs)) {
        const parsed = parseFromWorker(message)
        // Far quicker than `toEqual`, which shows how they differ.
        if (!isDeepStrictEqual(parsed, message)) expect(parsed).toEqual(message)
        if (parsed.kind !== 'report') throw new Error('it is a report')
        report = withIncrement(report, parsed.increment)
        expect(check(report, parsed.final)).toBeUndefined()
      }
    }
  },
)

/** 10 requests of which the first of two workers has 5, each 100 ms after the other. */
const small = cellsOf(
  parseSuite({
    name: 'small',
    question: 'What is strange?',
    load: '1s@10',
    drainMs: 1000,
    target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 10 } },
    arms: { rpc: { style: 'rpc', clients: 2 } },
  }),
)[0]!
const [honest] = honestReports(small, { index: 0, count: 2 })
const report = honest!.increment.generated
const [phase, row] = [report.result.phases[0]!, report.result.timeline[0]!]
const withPhase = (more: Partial<typeof phase>) => ({ phases: [{ ...phase, ...more }] })
const withRow = (more: Partial<typeof row>) => ({ timeline: [{ ...row, ...more }, ...report.result.timeline.slice(1)] })

test.each<[string, Partial<Measurement['result']>]>([
  ['arm: must be "rpc", got "queue"', { arm: 'queue' }],
  ['seed: must be 7, got 8', { seed: 8 }],
  ['repeat: must be 1, got 2', { repeat: 2 }],
  ['clock: must be "real", got "virtual"', { clock: 'virtual' }],
  ['windowMs: must be 100, got 200', { windowMs: 200 }],
  ['target: must be null, got {', { target: targetCounters() }],
  ['broker: must be left out, the arm names none', { broker: brokerRecord() }],
  ['phases: must be baseline, got trigger', withPhase({ phase: 'trigger' })],
  ['phases: must be baseline, got baseline, recovery', { phases: [phase, { ...phase, phase: 'recovery' }] }],
  ['requests of phase baseline: must be at most its share, 5, got 6', withPhase({ requests: 6 })],
  ['phases.0.requests: must be the sum of the outcomes, 5, got 4', withPhase({ requests: 4 })],
  ['phases.0.late: must be at most ok, 5, got 6', withPhase({ late: 6 })],
  [
    'phases.0.latencies.response.count: must be ok, 5, got 1',
    withPhase({ latencies: { ...phase.latencies, response: histogram([10]) } }),
  ],
  ['timeline: must add up to the phases: offered must be 5, got 6', withRow({ offered: 2 })],
  ['timeline.0.fromMs: must be 0, got 100', withRow({ fromMs: 100 })],
  ['timeline: the window from 0 ms must be of phase baseline', withRow({ phase: 'trigger' })],
  ['timeline: must have at most 40 windows, got 41', { timeline: Array.from({ length: 41 }, () => row) }],
  ['responses: must be at most the windows, 0, got ', { timeline: [] }],
  ['spared: must be at most null, got 0', { spared: { requests: 0, good: 0 } }],
])('a report is strange: %s', async (why, changes) => {
  const check = await checkOf(small, { index: 0, count: 2 }, 40)
  expect(check(report, true)).toBeUndefined()
  expect(check({ ...report, result: { ...report.result, ...changes } }, true)).toContain(why)
})

test('requests may be open before the end, not in the last report', async () => {
  const check = await checkOf(small, { index: 0, count: 2 })
  const outcomes = { ...phase.outcomes, ok: 4 }
  const latencies = { ...phase.latencies, response: histogram([10, 10, 10, 10]) }
  const rest = report.result.timeline.slice(1)
  const timeline = [{ ...row, good: row.good - 1, goodPlanned: row.goodPlanned - 1 }, ...rest]
  const result = { ...report.result, phases: [{ ...phase, outcomes, latencies, goodDone: 4 }], timeline }
  const responses = [latencies.response]
  expect(check({ ...report, result, responses, interrupted: true }, false)).toBeUndefined()
  expect(check({ ...report, result }, true)).toBe('phases.0.requests: must be the sum of the outcomes, 4, got 5')
})

async function checkOf(cell: Cell, share: Share, windowsMax = 1000) {
  const head = headOf(cell, seedOf(cell, 1))
  const planned = (await plannedOf(cell, head.seed, head.windowMs, share.count))[share.index]!
  const expected = { head, repeat: 1, planned, hasBroker: false, isService: false, windowsMax }
  return (report: Measurement, isFinal: boolean) => whyStrange(report, isFinal, expected)
}
