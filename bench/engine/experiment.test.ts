import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { bulkhead, custom, deadline, fullJitter, retry, timeout } from '../define.ts'
import { METRICS } from '../metrics/metric.ts'
import { scopesOf } from '../metrics/scope.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { SUITES } from '../suites/catalogue.ts'
import { runVirtual } from './virtual.ts'

const simulate = (cell: Cell, seed: number) => runVirtual({ ...cell, seed }, { repeat: 1 })

const base: SuiteInput = {
  name: 'small',
  question: 'Does it add up?',
  deadlineMs: 300,
  target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } },
  load: '1s@100',
  arms: { rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 100 })] } },
}
const only = (suite: Partial<SuiteInput>) => cellsOf(parseSuite({ ...base, ...suite }))[0]!

test('under light load every request takes its service time and nothing else', () => {
  const { phases, inFlightMax, status } = simulate(only({}), 7)
  const [counts] = phases
  expect(counts).toMatchObject({ requests: 100, outcomes: { ok: 100 }, attempts: { first: 100, retry: 0 } })
  expect(counts!.latencies.response).toMatchObject({ count: 100, sumUs: 1_000_000, maxUs: 10_000 })
  expect([inFlightMax, status]).toEqual([1, 'valid'])
})

test('any small load, stack and target keeps its ledger', () => {
  const policy = fc.array(
    fc.constantFrom(
      retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 5, capMs: 40 }) }),
      retry({ retriesMax: 3, budget: { ratio: 0.1, size: 2 } }),
      timeout({ timeoutMs: 25 }),
      deadline({ deadlineMs: 60 }),
      bulkhead({ inFlightMax: 2, waitingMax: 3, waitMaxMs: 15 }),
      { kind: 'breaker' as const, window: { calls: 5 }, openMs: 30, probes: 2 },
      { kind: 'tutorial-breaker' as const, windowCalls: 5, failuresMin: 2, openMs: 30 },
    ),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(
      policy,
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 1000 }),
      (stack, queued, count, seed) => {
        const broker = { depthMax: 20, deliveriesMax: 3, messageTtlMs: 200, leaseMs: 30 }
        const redrive = [{}, { redrive: { atMs: 75 } }, { redrive: { atMs: 75, ratePerSecond: 500 } }]
        const redelivery = { backoff: fullJitter({ baseMs: 5, capMs: 40 }) }
        const cell = only({
          load: { stages: [{ bursts: { size: 15, everyMs: 20, total: 60 } }] },
          target: { model: 'workers', slots: 2, service: { kind: 'exponential', meanMs: 10 }, failureRatio: 0.3 },
          faults: [{ kind: 'outage', fromMs: 20, toMs: 30 }],
          drainMs: 300,
          arms: {
            arm: queued
              ? {
                  style: 'queue',
                  broker,
                  consumers: { count, concurrency: 3, policy: stack },
                  redelivery,
                  ...redrive[count % 3],
                }
              : { style: 'rpc', clients: count, policy: stack },
          },
        })
        const { warnings, phases } = simulate(cell, seed)
        expect(warnings.filter(({ message }) => message.includes('ledger'))).toEqual([])
        expect(phases.reduce((sum, { requests }) => sum + requests, 0)).toBe(60)
      },
    ),
    { numRuns: 200, seed: 7 },
  )
})

test('the same seed gives the same run, another seed another', () => {
  const cell = cellsOf(parseSuite(SUITES[1])).find(({ arm }) => arm === 'full-jitter')!
  const once = JSON.stringify(simulate(cell, 7))
  expect(JSON.stringify(simulate(cell, 7))).toBe(once)
  expect(JSON.stringify(simulate(cell, 8))).not.toBe(once)
})

test('both arms meet the same dice: without load their target does the same work', () => {
  const arms: SuiteInput['arms'] = {
    rpc: { style: 'rpc' },
    queue: { style: 'queue', broker: { depthMax: 100, deliveriesMax: 1 }, consumers: { concurrency: 2 } },
  }
  const target = { model: 'workers', slots: 2, service: { kind: 'exponential', meanMs: 2 }, failureRatio: 0.2 } as const
  const [rpc, queue] = cellsOf(parseSuite({ ...base, target, arms })).map((cell) => simulate(cell, 7).target)
  expect(rpc?.errors).toBeGreaterThan(0)
  expect(queue).toEqual({ ...rpc })
})

test('a policy that throws fails its request and makes the run invalid, with its message', () => {
  const broken = custom('broken', () => (inner) => (request, settle) => {
    if (request.id === 3) throw new Error('boom')
    return inner(request, settle)
  })
  const run = simulate(only({ arms: { rpc: { style: 'rpc', policy: [broken] } } }), 7)
  expect(run.phases[0]).toMatchObject({
    outcomes: { ok: 99, failed: 1 },
    reasons: { 'failed: policy broken threw': 1 },
  })
  expect(run.status).toBe('invalid')
  expect(run.warnings[0]!.message).toContain('boom')
})

test('a policy that never settles leaves its request unfinished, which makes the run invalid', () => {
  const silent = custom('silent', () => (inner) => (request, settle) => {
    const cancel = inner(request, (outcome) => {
      if (request.id !== 3) settle(outcome)
    })
    return cancel
  })
  const run = simulate(only({ drainMs: 100, arms: { rpc: { style: 'rpc', policy: [silent] } } }), 7)
  expect(run.phases[0]!.outcomes).toMatchObject({ ok: 99, unfinished: 1 })
  expect(run.status).toBe('invalid')
})

test('a fault to the end of the day does not stretch the run: goodput is per second of load', () => {
  const faults = [{ kind: 'slow' as const, factor: 2, fromMs: 500, toMs: 86_400_000 }]
  const { phases } = simulate(only({ faults }), 7)
  expect(
    phases.map(({ phase, goodDone, goodAfterLoad, spanMs }) => [phase, goodDone, goodAfterLoad.count, spanMs]),
  ).toEqual([
    ['baseline', 49, 0, 500],
    ['trigger', 51, 2, 500],
  ])
})

test('one straggler does not set the goodput per second', () => {
  const goodputOf = (stragglerMs: number) => {
    // The last of a hundred is answered this long after the load.
    const slow = custom('slow', ({ clock }) => (inner) => (request, settle) => {
      if (request.id < 99) return inner(request, settle)
      return clock.at(clock.nowMs() + stragglerMs, () => settle({ kind: 'ok', busyMs: 0 }))
    })
    const run = simulate(
      only({ deadlineMs: 600_000, drainMs: 600_000, arms: { rpc: { style: 'rpc', policy: [slow] } } }),
      7,
    )
    expect(run.phases[0]!.outcomes.ok).toBe(100)
    return METRICS.find(({ name }) => name === 'goodput')!.value(scopesOf(run)[0]!)
  }
  expect([20, 1000, 500_000].map(goodputOf)).toEqual([99, 99, 99])
})

test('a custom policy that returns no cancel fails its requests and says what is missing', () => {
  const broken = custom('broken', () => (() => () => undefined) as never)
  const run = simulate(only({ arms: { rpc: { style: 'rpc', policy: [broken] } } }), 7)
  expect([run.status, run.phases[0]!.outcomes.failed]).toEqual(['invalid', 100])
  expect(run.warnings[0]!.message).toContain('policy broken must return a function that ends the waiting')
})
