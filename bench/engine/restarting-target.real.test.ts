import { describe, expect, test } from 'vitest'
import { RestartingService } from '../../targets/http/restarting-service.testing.ts'
import { cellsOf } from '../cell.ts'
import { breaker, bulkhead, custom, deadline, exponential, retry, timeout, tutorialBreaker } from '../define.ts'
import type { PhaseResult, RunResult } from '../metrics/result.ts'
import { attemptsOf } from '../metrics/scope.ts'
import { parseSuite } from '../parse-suite.ts'
import { runReal } from './real.ts'
import { TargetHost } from './target-host.ts'

const BREAKER = breaker({ window: { calls: 10 }, callsMin: 5, openMs: 50, probes: 1 })
/** The service returns when this many attempts have failed. */
const FAILURES = 10

type Witness = ReturnType<typeof custom>
const rpc =
  (...policy: object[]) =>
  (witness: Witness) => ({ style: 'rpc', policy: [...policy, witness] })
const queue =
  (redelivery: object, ...policy: object[]) =>
  (witness: Witness) => ({
    style: 'queue',
    broker: { depthMax: 1000, deliveriesMax: 100 },
    consumers: { count: 1, concurrency: 4, policy: [...policy, witness] },
    redelivery,
  })
const backoff = exponential({ baseMs: 10, capMs: 50 })
const waiting = bulkhead({ inFlightMax: 2, waitingMax: 1000 })

const arms = {
  none: rpc(),
  'retry at once': rpc(retry({ retriesMax: 5 })),
  'retry later': rpc(retry({ retriesMax: 3, backoff })),
  bulkhead: rpc(waiting),
  'retry in a bulkhead': rpc(waiting, retry({ retriesMax: 5 })),
  breaker: rpc(BREAKER),
  'tutorial breaker': rpc(tutorialBreaker({ windowCalls: 4, failuresMin: 3, openMs: 50 })),
  timeout: rpc(retry({ retriesMax: 2 }), timeout({ timeoutMs: 10_000 })),
  deadline: rpc(deadline({ deadlineMs: 10_000 }), retry({ retriesMax: 2 })),
  'redelivery at once': queue({}),
  'redelivery later': queue({ backoff }),
  'consumer that waits': queue({ backoff, waitIn: 'consumer' }),
  'retry in a consumer': queue({ backoff }, retry({ retriesMax: 3 })),
}

describe.concurrent('a target that dies and returns', () => {
  test.each(Object.keys(arms))('%s: the ledger adds up, and what comes later succeeds', async (arm) => {
    const service = await RestartingService.start(20)
    let failures = 0
    const later: string[] = []
    /** Sees each attempt as the target does, and brings the service back. */
    const witness = custom('witness', () => (inner) => (request, settle) => {
      const wasBack = service.state === 'back'
      return inner(request, (outcome) => {
        if (wasBack) later.push(outcome.kind)
        if (outcome.kind !== 'ok') failures += 1
        if (failures === FAILURES) void service.return()
        settle(outcome)
      })
    })
    const [cell] = cellsOf(
      parseSuite({
        name: 'restart',
        question: 'Does a client survive the restart of its target?',
        deadlineMs: 20_000,
        target: { url: `http://127.0.0.1:${service.port}/` },
        load: '800ms@100',
        validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
        arms: { arm: arms[arm as keyof typeof arms](witness) },
      }),
    )
    const host = new TargetHost()
    await host.prepare(cell!.target)
    const run = await runReal(cell!, host, { repeat: 1 })
    const sent = ledgerOf(run)
    expect(sent.ended).toBe(80)
    expect(service.state).toBe('back')
    expect(later.filter((kind) => kind !== 'ok')).toEqual([])
    // What succeeded had arrived, and what arrived had been sent.
    expect(service.arrived).toBeGreaterThan(sent.ok)
    expect(service.arrived).toBeLessThanOrEqual(sent.attempts)
    // The connections of a session go on from run to run.
    expect(ledgerOf(await runReal(cell!, host, { repeat: 2 }))).toEqual({ ended: 80, ok: 80, attempts: 80 })
    await host.close()
    service.stop()
  })
})

function ledgerOf({ phases, warnings }: RunResult): { ended: number; ok: number; attempts: number } {
  expect(warnings.filter(({ severity }) => severity === 'invalid')).toEqual([])
  const total = (of: (counts: PhaseResult) => number) => phases.reduce((sum, counts) => sum + of(counts), 0)
  const ended = total(({ outcomes }) => Object.values(outcomes).reduce((sum, n) => sum + n, 0) - outcomes.unfinished)
  return { ended, ok: total(({ outcomes, duplicates }) => outcomes.ok + duplicates), attempts: total(attemptsOf) }
}
