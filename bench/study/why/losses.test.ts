import { expect, test } from 'vitest'
import { atOnce } from '../../core/steps.ts'
import { parseSuite } from '../../parse-suite.ts'
import { CORPUS } from '../../verify/corpus/corpus.ts'
import { cellOf } from '../trial.ts'
import { CAUSES, type Losses } from './loss-causes.ts'
import { freeRuns, storm } from './testing.ts'
import { watch } from './watch.ts'

/** Requests lost in one part, and the cause of most of them. */
function most(part: Losses['after']): [cause: string, share: number, lost: number] {
  const lost = CAUSES.reduce((sum, cause) => sum + part[cause], 0)
  const cause = CAUSES.reduce((first, other) => (part[other] > part[first] ? other : first))
  return [cause, Math.round((100 * part[cause]) / lost), lost]
}

function lossesIn(name: string) {
  const system = CORPUS.find((one) => one.name === name)!
  const [seen] = atOnce(watch(system.cell, { first: 7, count: 1 }, freeRuns(), name))
  return seen!
}

test.each([
  // A pool of sockets whose wait is in nobody's timeout.
  ['socket-pool/timeout-on-the-socket', 'trigger', ['client', 99, 1235]],
  ['socket-pool/timeout-with-the-wait', 'trigger', ['client', 97, 526]],
  // A breaker that stays open for a minute after an outage of three seconds.
  ['breaker-still-open/open-for-60-s', 'after', ['breaker', 100, 4389]],
  ['partial-outage/breaker-20', 'after', ['breaker', 100, 148]],
  // Deliveries that a breaker in the consumer uses up.
  ['breaker-in-a-consumer/breaker', 'trigger', ['dead-by-breaker', 100, 3167]],
  ['breaker-in-a-consumer/no-breaker', 'trigger', ['dead-by-failures', 100, 3167]],
  ['redrive-flood/at-once', 'after', ['broker', 100, 6723]],
  // They wait for redelivery longer than they are worked on, but nothing expires in this broker.
  ['redrive-flood/no-redrive', 'trigger', ['dead-by-failures', 100, 3105]],
  ['flash-crowd/fifo/no-retries', 'after', ['backlog', 100, 3558]],
  // Without its shard nine tenths of the target would seem idle, and the loss a backlog. In single seconds of 3
  // attempts chance would decide.
  ['one-shard-of-ten', 'trigger', ['fault', 100, 33]],
  ['one-shard-of-ten', 'after', ['retries', 98, 244]],
  // Clients try again after their own deadline of 5 s, too late for this request: most of the time before it they
  // waited for a retry.
  ['membership-retries', 'after', ['client', 72, 489]],
] as const)('%s: most of what was lost %s is lost to its cause', (name, part, expected) => {
  expect(most(lossesIn(name).losses[part])).toEqual(expected)
})

test('a retry storm: retries are the cause, and the load before it is measured, not that of the warm-up', () => {
  const stages = [
    { durationMs: 1000, ratePerSecond: 8, phase: 'warmup' as const },
    { durationMs: 9000, ratePerSecond: 80, phase: 'baseline' as const },
  ]
  const faults = [{ kind: 'capacity', factor: 0, fromMs: 4000, toMs: 5000 }] as const
  const suite = storm({ load: { stages }, faults: [...faults] })
  const [seen] = atOnce(watch(cellOf(suite, 'naive'), { first: 1, count: 1 }, freeRuns(), 'all'))
  expect(seen!.before).toEqual({ requestsPerSecond: 80, rho: 0.4 })
  expect(most(seen!.losses.after)).toEqual(['retries', 100, 400])
  expect(most(seen!.losses.trigger).slice(0, 2)).toEqual(['fault', 100])
})

test('the load before a trigger is that of the seconds since the run began, where there are few', () => {
  const [seen] = atOnce(watch(cellOf(storm(), 'naive'), { first: 1, count: 1 }, freeRuns(), 'all'))
  expect(seen!.before).toEqual({ requestsPerSecond: 80, rho: 0.4 })
})

test('a cache that is emptied by a policy has no twin: first attempts alone overload the target', () => {
  const system = CORPUS.find(({ name }) => name === 'cold-cache/emptied')!
  const [seen] = atOnce(watch({ ...system.cell, collapseAfterMs: 20_000 }, { first: 7, count: 1 }, freeRuns(), 'cold'))
  expect(seen!.before!.rho).toBeCloseTo(0.4, 1)
  expect(most(seen!.losses.after).slice(0, 2)).toEqual(['load', 100])
})

test('a run that is its twin has lost nothing', () => {
  const suite = parseSuite({ ...storm(), faults: [{ kind: 'slow', factor: 1, fromMs: 1000, toMs: 2000 }] })
  const [seen] = atOnce(watch(cellOf(suite, 'naive'), { first: 1, count: 1 }, freeRuns(), 'null'))
  expect(Object.values({ ...seen!.losses.trigger, ...seen!.losses.after }).every((count) => count === 0)).toBe(true)
})

/** One client of 50/s whose target is gone from 20 to 25 s. */
const outage = (more: object, policy: readonly object[]) =>
  parseSuite({
    name: 'w',
    question: 'q',
    deadlineMs: 2000,
    faults: [{ kind: 'outage', mode: 'lost', fromMs: 20_000, toMs: 25_000 }],
    load: '20s@50,5s@50,30s@50',
    arms: { a: { style: 'rpc', policy } },
    ...more,
  })

test('retries within a chain are the cause, not a fault that is over', () => {
  const policy = [
    { kind: 'retry', retriesMax: 3 },
    { kind: 'timeout', timeoutMs: 300 },
  ]
  const target = {
    model: 'chain',
    tiers: [{ slots: 10_000, service: { kind: 'constant', ms: 5 }, policy }],
    leaf: { model: 'workers', slots: 7, service: { kind: 'constant', ms: 100 }, queueMax: 40 },
  }
  const suite = outage({ target }, [{ kind: 'timeout', timeoutMs: 2000 }])
  const [seen] = atOnce(watch(cellOf(suite, 'a'), { first: 1, count: 1 }, freeRuns(), 'chain'))
  expect(most(seen!.losses.after).slice(0, 2)).toEqual(['retries', 100])
})

test('a retry budget that the trigger emptied is the cause of failures that a retry would have mended', () => {
  const target = { model: 'workers', slots: 20, service: { kind: 'constant', ms: 20 }, failureRatio: 0.1 }
  const policy = [
    { kind: 'retry', retriesMax: 3, budget: { ratio: 0.05, size: 1000 } },
    { kind: 'timeout', timeoutMs: 200 },
  ]
  const faults = [{ kind: 'outage', mode: 'refused', fromMs: 20_000, toMs: 32_000 }]
  const suite = outage({ target, faults, load: '60s@50' }, policy)
  const [seen] = atOnce(watch(cellOf(suite, 'a'), { first: 1, count: 1 }, freeRuns(), 'budget'))
  expect(most(seen!.losses.after).slice(0, 2)).toEqual(['budget', 100])
})
