import { draw, STREAM } from '../../core/draw.ts'
import { bulkhead, custom, defineSuite, exponential, timeout } from '../../define.ts'
import { poisson } from './sole-client.ts'
import { byName, type System, systemsOf, type Theory } from './system.ts'

const KEYS = 1000
const KEPT_MS = 60_000
const NEVER_MS = Number.POSITIVE_INFINITY

/** A look-aside cache that is filled by reads that come back in time, and emptied once. */
const cache = (emptiedAtMs: number) =>
  custom('look-aside', ({ clock, seed }) => {
    const keptUntilMs = new Map<number, number>()
    let isEmptied = false
    return (inner) => (request, settle) => {
      const nowMs = clock.nowMs()
      if (!isEmptied && nowMs >= emptiedAtMs) {
        isEmptied = true
        keptUntilMs.clear()
      }
      const key = keyOf(request.id, seed)
      if ((keptUntilMs.get(key) ?? 0) > nowMs) {
        settle({ kind: 'ok', busyMs: Number.NaN })
        return () => undefined
      }
      return inner(request, (outcome) => {
        if (outcome.kind === 'ok') keptUntilMs.set(key, clock.nowMs() + KEPT_MS)
        settle(outcome)
      })
    }
  })

function keyOf(request: number, seed: number): number {
  return Math.floor(KEYS * draw(seed, STREAM.shard, request, 0))
}

/**
 * Bronson et al., HotOS 2021: without its cache a database has ten times the load, and no read comes back in time to
 * fill the cache.
 */
const coldCache = defineSuite({
  name: 'cold-cache',
  question: 'The cache in front of a database is emptied: does it fill again?',
  deadlineMs: 1000,
  target: { model: 'workers', slots: 4, service: { kind: 'exponential', meanMs: 100 }, queueMax: 1000 },
  load: {
    arrival: 'poisson',
    stages: [
      { durationMs: 60_000, ratePerSecond: 20, phase: 'warmup' },
      { durationMs: 120_000, ratePerSecond: { from: 20, to: 300 }, phase: 'warmup' },
      { durationMs: 60_000, ratePerSecond: 300, phase: 'baseline' },
      { durationMs: 1000, ratePerSecond: 300, phase: 'trigger' },
      { durationMs: 300_000, ratePerSecond: 300, phase: 'recovery' },
    ],
  },
  arms: {
    kept: { style: 'rpc', policy: [cache(NEVER_MS), timeout({ timeoutMs: 1000 })] },
    emptied: { style: 'rpc', policy: [cache(240_000), timeout({ timeoutMs: 1000 })] },
  },
})

/** A queue that rises and falls by chance, and a trigger that does nothing. */
const nullTrigger = defineSuite({
  name: 'null-trigger',
  question: 'Is a queue without retries metastable when nothing happens to it?',
  target: { model: 'workers', slots: 1, service: { kind: 'exponential', meanMs: 10 }, queueMax: 1_000_000 },
  faults: [{ kind: 'slow', factor: 1, fromMs: 60_000, toMs: 60_001 }],
  load: poisson(85, 480),
  arms: { 'no-retries': { style: 'rpc', policy: [timeout({ timeoutMs: 250 })] } },
})

const even = (durationMs: number) => ({ durationMs, ratePerSecond: 100 })

/** Suites with labels of phases, which must not take the verdict away. */
const labels = defineSuite({
  name: 'labelled-phases',
  question: 'The same outage with and without labels',
  deadlineMs: 500,
  target: { model: 'workers', slots: 10, service: { kind: 'constant', ms: 10 } },
  faults: [{ kind: 'outage', mode: 'refused', fromMs: 10_000, toMs: 40_000 }],
  load: '80s@100',
  arms: { client: { style: 'rpc' } },
  variants: {
    'warm-up-and-baseline': {
      load: {
        stages: [
          { ...even(5000), phase: 'warmup' },
          { ...even(75_000), phase: 'baseline' },
        ],
      },
    },
    'no-labels': {},
    'trigger-shorter-than-its-fault': {
      load: {
        stages: [
          { ...even(10_000), phase: 'baseline' },
          { ...even(10_000), phase: 'trigger' },
          { ...even(19_000), phase: 'recovery' },
        ],
      },
    },
  },
})

const cut = defineSuite({
  name: 'capacity-cut-to-a-hundredth',
  question: 'One percent of two workers is left for 10 s',
  deadlineMs: 200,
  target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } },
  faults: [{ kind: 'capacity', factor: 0.01, fromMs: 5000, toMs: 15_000 }],
  load: '30s@80',
  arms: { client: { style: 'rpc' } },
})

const sockets = (inFlightMax: number) => bulkhead({ inFlightMax, waitingMax: 1_000_000 })
const limit = timeout({ timeoutMs: 2000 })

/** aws-sdk-js-v3 issue 7027: requests wait for a socket, and no timeout covers that wait. */
const socketPool = defineSuite({
  name: 'socket-pool',
  question: 'Fifty sockets in front of a store that is 20 times slower for 10 s: who waits where?',
  deadlineMs: 2000,
  target: { model: 'workers', slots: 10_000, service: { kind: 'exponential', meanMs: 20 } },
  faults: [{ kind: 'slow', factor: 20, fromMs: 10_000, toMs: 20_000 }],
  load: poisson(200, 40),
  arms: {
    'timeout-on-the-socket': { style: 'rpc', policy: [sockets(50), limit] },
    'timeout-with-the-wait': { style: 'rpc', policy: [limit, sockets(50)] },
    'eight-times-the-sockets': { style: 'rpc', policy: [sockets(400), limit] },
  },
})

const redelivered = (delayMs: number) => ({
  style: 'queue' as const,
  broker: { depthMax: 100_000, deliveriesMax: 5 },
  consumers: { concurrency: 50, policy: [timeout({ timeoutMs: 500 })] },
  redelivery: { backoff: exponential({ baseMs: delayMs, capMs: delayMs }) },
})

const redelivery = defineSuite({
  name: 'delayed-redelivery',
  question: 'An outage of 5 s, and its messages are delivered again later',
  deadlineMs: 1000,
  target: { model: 'workers', slots: 10, service: { kind: 'exponential', meanMs: 20 } },
  faults: [{ kind: 'outage', mode: 'refused', fromMs: 5000, toMs: 10_000 }],
  load: poisson(50, 60),
  arms: { 'after-30-s': redelivered(30_000), 'after-1-s': redelivered(1000) },
})

const UNRETRIED: Theory = { end: 'back', why: 'lambda < mu and no retries' }
const COLD_CACHE = byName({
  kept: { end: 'back', why: 'nothing happens to it' },
  emptied: { end: 'down', why: 'ten times the load reaches the database, and none of it in time' },
})

/** Systems of public reports that are neither breakers nor storms. */
export const REPORTED_OTHERS: readonly System[] = [
  ...systemsOf('reported cases', coldCache, { theory: COLD_CACHE }),
  ...systemsOf('reported cases', nullTrigger, { theory: UNRETRIED }),
  ...systemsOf('reported cases', labels, { theory: UNRETRIED }),
  ...systemsOf('reported cases', cut, { theory: UNRETRIED }),
  ...systemsOf('reported cases', socketPool, { theory: UNRETRIED }),
  ...systemsOf('reported cases', redelivery, {
    theory: { end: 'back', why: 'five deliveries of 50/s are half of the capacity' },
  }),
]
