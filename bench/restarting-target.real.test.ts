import { describe, expect, test } from 'vitest'
import { RestartingService } from '../targets/restarting-service.testing.ts'
import { epochMs } from './core/real-clock.ts'
import { breaker, bulkhead, deadline, exponential, retry, timeout, tutorialBreaker } from './define.ts'
import { planOf } from './load/load.ts'
import { attemptsOf } from './metrics/scope.ts'
import { runReal } from './run.ts'
import { cellsOf, parseSuite } from './suite.ts'
import { TargetHost } from './target-host.ts'

const BREAKER = breaker({ window: { calls: 10 }, callsMin: 5, openMs: 50, probes: 1 })
/** A breaker that has just been open needs a moment and a probe until all requests may go. */
const SETTLED_MS = 300

const ARMS = {
  none: [],
  'retry at once': [retry({ retriesMax: 5 })],
  backoff: [retry({ retriesMax: 3, backoff: exponential({ baseMs: 10, capMs: 50 }) })],
  bulkhead: [bulkhead({ inFlightMax: 2, waitingMax: 1000 })],
  'retry in a bulkhead': [bulkhead({ inFlightMax: 2, waitingMax: 1000 }), retry({ retriesMax: 5 })],
  breaker: [BREAKER],
  'tutorial breaker': [tutorialBreaker({ windowCalls: 4, failuresMin: 3, openMs: 50 })],
  timeout: [retry({ retriesMax: 2 }), timeout({ timeoutMs: 10_000 })],
  deadline: [deadline({ deadlineMs: 10_000 }), retry({ retriesMax: 2 })],
}
const queue = (waitIn: 'broker' | 'consumer', baseMs: number, policy: readonly object[] = []) => ({
  style: 'queue',
  broker: { depthMax: 1000, deliveriesMax: 100 },
  consumers: { count: 1, concurrency: 4, policy },
  redelivery: { waitIn, backoff: baseMs === 0 ? { kind: 'none' } : exponential({ baseMs, capMs: 50 }) },
})
const arms = {
  ...Object.fromEntries(Object.entries(ARMS).map(([name, policy]) => [name, { style: 'rpc', policy }])),
  'redelivery at once': queue('broker', 0),
  'redelivery later': queue('broker', 10),
  'consumer that waits': queue('consumer', 10),
  'retry in a consumer': queue('broker', 10, [retry({ retriesMax: 3 })]),
}

describe.concurrent('a target that dies and returns', () => {
  test.each(Object.keys(arms))('%s: the ledger adds up, and what comes later succeeds', async (arm) => {
    const service = await RestartingService.start({ diesAfter: 20, awayMs: 200, serviceMs: 5 })
    const [cell] = cellsOf(
      parseSuite({
        name: 'restart',
        question: 'Does a client survive the restart of its target?',
        deadlineMs: 20_000,
        target: { url: `http://127.0.0.1:${service.port}/` },
        load: '1500ms@100',
        validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
        arms: { arm: arms[arm as keyof typeof arms] },
      }),
    )
    const host = new TargetHost()
    await host.prepare(cell!.target)
    const beganEpochMs = epochMs()
    const run = await runReal(cell!, host, { repeat: 1 })
    await host.close()
    service.stop()

    expect(run).toMatchObject({ status: 'valid', warnings: [] })
    const { phases, timeline } = run
    const total = (of: (counts: (typeof phases)[number]) => number) => phases.reduce((sum, p) => sum + of(p), 0)
    const planned = [...planOf(cell!.load, 7)].length
    const ended = total(({ outcomes }) => Object.values(outcomes).reduce((sum, n) => sum + n, 0))
    expect([total(({ requests }) => requests), ended, total(({ outcomes }) => outcomes.unfinished)]).toEqual([
      planned,
      planned,
      0,
    ])
    // Its end was seen, and what succeeded had arrived there.
    expect(service.returnedEpochMs).toBeLessThan(Number.POSITIVE_INFINITY)
    expect(service.arrived).toBeGreaterThan(total(({ outcomes, duplicates }) => outcomes.ok + duplicates))
    expect(service.arrived).toBeLessThanOrEqual(total(attemptsOf))
    const settledMs = service.returnedEpochMs - beganEpochMs + SETTLED_MS
    const later = timeline.filter(({ fromMs, offered }) => fromMs > settledMs && offered > 0)
    expect(later.length).toBeGreaterThan(0)
    expect(later.filter(({ offered, goodPlanned }) => goodPlanned !== offered)).toEqual([])
  })
})
