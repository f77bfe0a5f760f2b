import { describe, expect, test } from 'vitest'
import type { SuiteInput } from '../../suite.ts'
import { baselinePerSecond, sustainOf } from './sustain.ts'
import { freeRuns, storm } from './testing.ts'

const timeout = { kind: 'timeout', timeoutMs: 100 } as const
const retry = { kind: 'retry', retriesMax: 3 } as const
const seeds = { first: 1, count: 1 }

async function unanswered(arm: SuiteInput['arms'][string], changes: Partial<SuiteInput> = {}) {
  return (await sustainOf(storm({ arms: { arm }, ...changes }), 'arm', seeds, freeRuns()))!.attemptsPerRequest
}

describe('attempts per request while nothing answers', () => {
  test('are tries, however they are spaced', async () => {
    expect(await unanswered({ style: 'rpc', policy: [retry, timeout] })).toBe(4)
    expect(await unanswered({ style: 'rpc', policy: [timeout] })).toBe(1)
  })

  test('are fewer where a deadline leaves no time, a budget no token, a breaker no way', async () => {
    const budget = { ratio: 0.1, size: 5 }
    const breaker = { kind: 'breaker', window: { calls: 10 }, callsMin: 10, openMs: 86_400_000 } as const
    expect(await unanswered({ style: 'rpc', policy: [{ kind: 'deadline', deadlineMs: 250 }, retry, timeout] })).toBe(3)
    expect(await unanswered({ style: 'rpc', policy: [{ ...retry, budget }, timeout] })).toBe(1)
    expect(await unanswered({ style: 'rpc', policy: [retry, breaker, timeout] })).toBe(0)
  })

  test('of a queue are what its consumers can make of it: four places, ten tries/s each, for 80 requests/s', async () => {
    const broker = { depthMax: 1000, deliveriesMax: 100 }
    expect(await unanswered({ style: 'queue', broker, consumers: { concurrency: 4, policy: [timeout] } })).toBe(0.5)
  })

  test('of a queue count no redrive', async () => {
    const broker = { depthMax: 1000, deliveriesMax: 100 }
    const consumers = { concurrency: 4, policy: [timeout] }
    const arm = { style: 'queue' as const, broker, consumers, redrive: { atMs: 100_000 } }
    const load = {
      stages: [{ durationMs: 200_000, ratePerSecond: 80 }],
    }
    expect(await unanswered(arm, { load })).toBe(0.5)
  })

  test('of a chain are calls of its leaf per call that it would get without retries', async () => {
    const tier = {
      slots: 10_000,
      service: { kind: 'constant', ms: 0 } as const,
      fanOut: 2,
      policy: [{ ...retry, retriesMax: 1 }, timeout],
    }
    const leaf = { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } } as const
    const target = { model: 'chain' as const, tiers: [tier], leaf }
    const patient = { kind: 'timeout', timeoutMs: 1000 } as const
    const perRequest = await unanswered({ style: 'rpc', policy: [{ ...retry, retriesMax: 2 }, patient] }, { target })
    expect(perRequest).toBeCloseTo(2 * 3, 1)
  })
})

test('rho is the load before the trigger over the capacity', async () => {
  expect((await sustainOf(storm(), 'naive', seeds, freeRuns()))!.rho).toBe(0.4)
})

test('a load without a rate has no condition', async () => {
  const load = { trace: { timesMs: Array.from({ length: 90 }, (_, i) => i * 100) } }
  expect(baselinePerSecond(storm({ load }))).toBe(undefined)
  expect(await sustainOf(storm({ load }), 'naive', seeds, freeRuns())).toBe(null)
})
