import { expect, test } from 'vitest'
import type { Call } from '../core/call.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Ledger } from '../metrics/ledger.ts'
import { Timeline } from '../metrics/timeline.ts'
import { OK } from '../policy/testing.ts'
import { countAttempts } from './attempts.ts'
import { RpcArm } from './rpc.ts'

const SPANS = [{ phase: 'baseline' as const, fromMs: 0, toMs: 1000 }]

/** An RPC arm in virtual time; each attempt takes 10 ms. */
function setUp(policy = (target: Call): Call => target) {
  const clock = new VirtualClock()
  const errors: string[] = []
  const settings = { spans: SPANS, deadlineMs: 20, injectedFailureRatio: () => 0 }
  const ledger = new Ledger(settings, new Timeline(1000, SPANS), () => clock.nowMs())
  const target = countAttempts((_, settle) => clock.at(clock.nowMs() + 10, () => settle(OK)), clock, ledger)
  const arm = new RpcArm([policy(target)], 7, ledger, (error) => errors.push((error as Error).message))
  return { clock, arm, errors, counts: () => ledger.result()[0]! }
}

test('a request started late has its planned start as the zero of its latency and of its deadline', () => {
  const { clock, arm, counts } = setUp()
  clock.run(30)
  arm.submit(0, 20)
  arm.submit(1, 19.999)
  clock.run()
  const { outcomes, late, latencies } = counts()
  expect([outcomes.ok, late]).toEqual([2, 1])
  expect(latencies.response.maxUs).toBe(20_001)
  expect(latencies.service.maxUs).toBe(10_000)
  expect(latencies.dispatch_delay.maxUs).toBe(10_001)
})

test('abandoned: an open request ends as unfinished, once, and its attempt ends too', () => {
  const { clock, arm, counts } = setUp()
  arm.submit(0, 0)
  clock.run(5)
  arm.abandon()
  clock.run()
  expect(counts().outcomes).toMatchObject({ ok: 0, unfinished: 1 })
  expect(counts().latencies.service).toMatchObject({ count: 1, maxUs: 5000 })
})

test('a call that settles twice: the first answer counts, the second is reported', () => {
  const { clock, arm, errors, counts } = setUp((target) => (request, settle) => {
    return target(request, (outcome) => {
      settle(outcome)
      settle(outcome)
    })
  })
  arm.submit(0, 0)
  clock.run()
  expect(counts()).toMatchObject({ requests: 1, outcomes: { ok: 1 } })
  expect(errors).toEqual(['request 0 was settled twice'])
})
