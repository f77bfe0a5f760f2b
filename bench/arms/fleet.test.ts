import { expect, test } from 'vitest'
import type { Call } from '../core/call.ts'
import { draw, STREAM } from '../core/draw.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Ledger } from '../metrics/ledger.ts'
import { Timeline } from '../metrics/timeline.ts'
import { NOTHING, type PolicyContext } from '../policy/policy.ts'
import { type PolicySpec, policySchema, stack } from '../policy/stack.ts'
import { ERROR, OK, rethrow } from '../policy/testing.ts'
import { RpcArm } from './rpc.ts'

const SPANS = [{ phase: 'baseline' as const, fromMs: 0, toMs: 1000 }]
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

function open() {
  const clock = new VirtualClock()
  const settings = { spans: SPANS, deadlineMs: 1000, injectedFailureRatio: () => 0 }
  return { clock, ledger: new Ledger(settings, new Timeline(1000, SPANS), () => clock.nowMs()) }
}

/** Returns the client of each of these requests, in their order. */
function clientsOf(ids: readonly number[], clients: number, seed: number): number[] {
  const of: number[] = []
  const calls = upTo(clients).map(
    (client): Call =>
      ({ id }) => {
        of[id] = client
        return NOTHING
      },
  )
  const arm = new RpcArm(calls, seed, open().ledger, rethrow)
  for (const id of ids) arm.submit(id, 0)
  return of
}

test('a request belongs to a client by its identity, in whatever order requests come', () => {
  const inOrder = clientsOf(upTo(200), 4, 7)
  expect(clientsOf(upTo(200).toReversed(), 4, 7)).toEqual(inOrder)
  expect(inOrder).toEqual(upTo(200).map((id) => Math.floor(draw(7, STREAM.client, id, 0) * 4)))
})

test('another seed deals the requests out differently', () => {
  const same = clientsOf(upTo(1000), 4, 7).filter((client, id) => client === clientsOf([id], 4, 8)[id])
  // One in four stays by chance: 250, and three standard deviations of 13.7.
  expect(Math.abs(same.length - 250)).toBeLessThan(41)
})

test('clients share the load evenly', () => {
  const of = clientsOf(upTo(10_000), 10, 7)
  const counts = upTo(10).map((client) => of.filter((other) => other === client).length)
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(10_000)
  // 1000 each, and four standard deviations of 30.
  expect(counts.filter((n) => Math.abs(n - 1000) > 120)).toEqual([])
})

test('one client has them all', () => {
  expect(clientsOf(upTo(5), 1, 7)).toEqual([0, 0, 0, 0, 0])
})

/** Sends 40 requests, one after the other, to a target that always fails. Returns the counts of the ledger. */
function failing(clients: number, spec: PolicySpec) {
  const { clock, ledger } = open()
  const context: PolicyContext = { clock, seed: 7, observer: ledger }
  const attempts = { n: 0 }
  const target: Call = (_, settle) => {
    attempts.n += 1
    settle(ERROR)
    return NOTHING
  }
  const calls = upTo(clients).map(() => stack([spec], context, target, () => undefined))
  const arm = new RpcArm(calls, 7, ledger, rethrow)
  for (const id of upTo(40)) arm.submit(id, 0)
  return { attempts: attempts.n, rejections: ledger.result()[0]!.rejections }
}

test('each client has its own budget: 40 requests of 1 client make 2 retries, of 4 clients 8', () => {
  const spec = policySchema.parse({ kind: 'retry', retriesMax: 1, budget: { size: 2 } })
  expect(failing(1, spec)).toMatchObject({ attempts: 42, rejections: { budget: 38 } })
  expect(failing(4, spec)).toMatchObject({ attempts: 48, rejections: { budget: 32 } })
})

test('each client has its own breaker: it opens after 5 failures of 1 client, after 5 of each of 4', () => {
  const spec = policySchema.parse({ kind: 'tutorial-breaker', windowCalls: 5, failuresMin: 5 })
  expect(failing(1, spec)).toMatchObject({ attempts: 5, rejections: { breaker: 35 } })
  expect(failing(4, spec)).toMatchObject({ attempts: 20, rejections: { breaker: 20 } })
})

test('each client has its own bulkhead', () => {
  const { clock, ledger } = open()
  const context: PolicyContext = { clock, seed: 7, observer: ledger }
  const target: Call = (_, settle) => clock.at(clock.nowMs() + 10, () => settle(OK))
  const spec = policySchema.parse({ kind: 'bulkhead', inFlightMax: 3 })
  const calls = upTo(4).map(() => stack([spec], context, target, () => undefined))
  const arm = new RpcArm(calls, 7, ledger, rethrow)
  for (const id of upTo(40)) arm.submit(id, 0)
  expect([arm.open, ledger.result()[0]!.rejections.bulkhead]).toEqual([12, 28])
  clock.run()
  expect(ledger.result()[0]!.outcomes).toMatchObject({ ok: 12, rejected: 28 })
})
