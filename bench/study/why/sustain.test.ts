import { describe, expect, test } from 'vitest'
import { atOnce } from '../../core/steps.ts'
import type { SuiteInput } from '../../suite.ts'
import { sustainOf } from './sustain.ts'
import { freeRuns, storm } from './testing.ts'

const timeout = { kind: 'timeout', timeoutMs: 100 } as const
const retry = { kind: 'retry', retriesMax: 3 } as const
const seeds = { first: 1, count: 1 }

function unanswered(arm: SuiteInput['arms'][string], changes: Partial<SuiteInput> = {}) {
  return atOnce(sustainOf(storm({ arms: { arm }, ...changes }), 'arm', undefined, seeds, freeRuns()))!
    .attemptsPerRequest
}

describe('attempts per request while nothing answers', () => {
  test('are tries, however they are spaced', () => {
    expect(unanswered({ style: 'rpc', policy: [retry, timeout] })).toBe(4)
    expect(unanswered({ style: 'rpc', policy: [timeout] })).toBe(1)
  })

  test('are fewer where a deadline, a budget or a breaker limits them', () => {
    const budget = { ratio: 0.1, size: 5 }
    const breaker = { kind: 'breaker', window: { calls: 10 }, callsMin: 10, openMs: 86_400_000 } as const
    expect(unanswered({ style: 'rpc', policy: [{ kind: 'deadline', deadlineMs: 250 }, retry, timeout] })).toBe(3)
    expect(unanswered({ style: 'rpc', policy: [{ ...retry, budget }, timeout] })).toBe(1)
    expect(unanswered({ style: 'rpc', policy: [retry, breaker, timeout] })).toBe(0)
  })

  test('of a queue are limited by its consumers: four places, ten tries/s each, for 80 requests/s', () => {
    const broker = { depthMax: 1000, deliveriesMax: 100 }
    expect(unanswered({ style: 'queue', broker, consumers: { concurrency: 4, policy: [timeout] } })).toBe(0.5)
  })

  test('of a queue count no redrive', () => {
    const broker = { depthMax: 1000, deliveriesMax: 100 }
    const consumers = { concurrency: 4, policy: [timeout] }
    const arm = { style: 'queue' as const, broker, consumers, redrive: { atMs: 100_000 } }
    const load = {
      stages: [{ durationMs: 200_000, ratePerSecond: 80 }],
    }
    expect(unanswered(arm, { load })).toBe(0.5)
  })

  test('of a chain are calls of its leaf per call that it would get without retries', () => {
    const tier = {
      slots: 10_000,
      service: { kind: 'constant', ms: 0 } as const,
      fanOut: 2,
      policy: [{ ...retry, retriesMax: 1 }, timeout],
    }
    const leaf = { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } } as const
    const target = { model: 'chain' as const, tiers: [tier], leaf }
    const patient = { kind: 'timeout', timeoutMs: 1000 } as const
    const perRequest = unanswered({ style: 'rpc', policy: [{ ...retry, retriesMax: 2 }, patient] }, { target })
    expect(perRequest).toBeCloseTo(2 * 3, 1)
  })
})

test('the load before the trigger is measured; the demand is the planned rate times the attempts while nothing answers', () => {
  const before = { requestsPerSecond: 80, rho: 0.42 }
  expect(atOnce(sustainOf(storm(), 'naive', before, seeds, freeRuns()))).toEqual({
    attemptsPerRequest: 4,
    rho: 0.42,
    demand: 1.6,
  })
  expect(atOnce(sustainOf(storm(), 'naive', undefined, seeds, freeRuns()))).toMatchObject({ rho: 0.4, demand: 1.6 })
})

test('a warm-up is not the load before the trigger: 40 of 200/s for a second, then 140', () => {
  const stages = [
    { durationMs: 500, ratePerSecond: 40, phase: 'warmup' as const },
    { durationMs: 8500, ratePerSecond: 140, phase: 'baseline' as const },
  ]
  const sustain = atOnce(sustainOf(storm({ load: { stages } }), 'naive', undefined, seeds, freeRuns()))
  expect(sustain).toEqual({ attemptsPerRequest: 4, rho: 0.7, demand: 2.8 })
})

test('of a load without a rate the requests that were seen before the trigger count, and without any there is no condition', () => {
  const load = { trace: { timesMs: Array.from({ length: 90 }, (_, i) => i * 100) } }
  const before = { requestsPerSecond: 10, rho: 0.05 }
  expect(atOnce(sustainOf(storm({ load }), 'naive', before, seeds, freeRuns()))).toMatchObject({
    rho: 0.05,
    demand: 0.2,
  })
  expect(atOnce(sustainOf(storm({ load }), 'naive', undefined, seeds, freeRuns()))).toBe(null)
})
