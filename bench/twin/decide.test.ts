import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { atOnce } from '../core/steps.ts'
import { custom } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import { decideSteps } from './decide.ts'
import { runBesideTwin } from './run-beside-twin.ts'

function decide(...[suite, policy, collapseAfterMs]: Parameters<typeof cellOf>) {
  return atOnce(decideSteps(cellOf(suite, policy, collapseAfterMs), 7))?.verdict
}

function cellOf(suite: object, policy: readonly object[], collapseAfterMs?: number) {
  const base = {
    name: 'd',
    question: 'q',
    target: { model: 'workers', slots: 5, service: { kind: 'constant', ms: 20 } },
  }
  const arms = { a: { style: 'rpc', policy } }
  return cellsOf(parseSuite({ ...base, ...suite, collapseAfterMs, arms }))[0]!
}
const refused = { kind: 'outage', mode: 'refused', fromMs: 10_000, toMs: 13_000 }

test('without a trigger there is nothing to decide', () => {
  expect(decide({ load: '10s@50' }, [])).toBeUndefined()
})

test('a run that is back at the end of its plan is decided there', () => {
  const decision = decide({ load: '40s@50', deadlineMs: 1000, faults: [refused] }, [])!
  expect(decision).toMatchObject({ kind: 'recovered', reason: '', neededS: null, backAfterMs: 0, beyondPlanS: 0 })
  expect(decision.afterS).toBeLessThanOrEqual(27)
})

test('a run whose breaker stays open for 60 s goes on beyond its plan, and is back then', () => {
  const breaker = { kind: 'breaker', failureRatio: 0.5, window: { calls: 20 }, openMs: 60_000 }
  const decision = decide({ load: '40s@50', deadlineMs: 1000, faults: [refused] }, [breaker])!
  // It opened within the first second of the outage: 60 s later, 58 s after the trigger, it lets a probe through.
  expect(decision.kind).toBe('slow')
  expect(decision.backAfterMs).toBeGreaterThan(56_000)
  expect(decision.backAfterMs).toBeLessThanOrEqual(60_000)
  expect(decision.beyondPlanS).toBeGreaterThan(30)
  // Twice the timer and 10 s would be the latest look.
  expect(decision.afterS).toBeLessThanOrEqual(130)
})

test('a run that stays down has collapsed at the horizon and not before', () => {
  const suite = {
    target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 100 } },
    faults: [{ kind: 'pause', fromMs: 30_000, toMs: 31_000 }],
    load: '60s@7',
  }
  const retry = { kind: 'retry', retriesMax: 3, backoff: { kind: 'exponential', baseMs: 50, capMs: 50 } }
  const policy = [retry, { kind: 'timeout', timeoutMs: 500 }]
  const decision = decide(suite, policy)!
  expect(decision).toMatchObject({ kind: 'metastable', reason: 'down for 300 s', afterS: 300, beyondPlanS: 271 })
  expect(decide(suite, policy, 100_000)).toMatchObject({ kind: 'metastable', reason: 'down for 100 s', afterS: 100 })
})

test('a run whose policy throws is undecided, with the error as its reason', () => {
  const throwing = custom('throwing', () => () => () => {
    throw new Error('broken')
  })
  const decision = decide({ load: '40s@50', deadlineMs: 1000, faults: [refused] }, [throwing])!
  expect(decision).toMatchObject({ kind: 'undecided', reason: 'the run is invalid: Error: broken', neededS: null })
})

test('a run that was bad before its trigger does not go on beyond its plan', () => {
  const decision = decide({ load: '40s@300', deadlineMs: 100, faults: [refused] }, [])!
  expect(decision).toMatchObject({ kind: 'undecided', neededS: null, beyondPlanS: 0 })
  expect(decision.reason).toMatch(/^bad before its trigger: \d+\.\d % of requests in time$/)
})

test('a load that ends in its fault goes on beyond it, and the seconds that would decide reach beyond it', () => {
  const faults = [{ ...refused, toMs: 40_000 }]
  const decision = decide({ load: '20s@50', deadlineMs: 1000, faults }, [])!
  expect(decision).toMatchObject({ kind: 'recovered', backAfterMs: 0, afterS: 6, beyondPlanS: 26 })
  const run = runBesideTwin(cellOf({ load: '20s@50', deadlineMs: 1000, faults }, []), 1)
  expect(run.verdict).toMatchObject({ kind: 'undecided', neededS: 26 })
})

test('a trace cannot go on: the verdict says how many seconds are missing', () => {
  const timesMs = Array.from({ length: 700 }, (_, i) => 20 * i)
  const decision = decide({ load: { trace: { timesMs } }, deadlineMs: 2000, faults: [refused] }, [])!
  expect(decision).toMatchObject({ kind: 'undecided', reason: 'only 0 s after the trigger are known', beyondPlanS: 0 })
  expect(decision.neededS).toBeGreaterThan(0)
})
