import { describe, expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { draw, STREAM } from '../core/draw.ts'
import { custom } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import { judge } from '../verdict/rule.ts'
import { lengthened, Pair } from './pair.ts'

const CUTS_S = [30, 60, 120, 240, 480]
const SEEDS = [7, 8]

const workers = { model: 'workers', slots: 5, service: { kind: 'exponential', meanMs: 100 }, queueMax: 1_000_000 }
const fewWorkers = { model: 'workers', slots: 10, service: { kind: 'exponential', meanMs: 20 } }
const retry = (retriesMax: number, backoff: object = { kind: 'none' }) => ({ kind: 'retry', retriesMax, backoff })
const timeout = (timeoutMs: number) => ({ kind: 'timeout', timeoutMs })
const held = (fromMs: number, toMs: number) => ({ kind: 'outage', mode: 'buffered', fromMs, toMs })
const refused = { kind: 'outage', mode: 'refused', fromMs: 20_000, toMs: 25_000 }
const poisson = (rate: number, seconds = 60) => ({ arrival: 'poisson', plan: `${seconds}s@${rate}` })

/** After the first failure it fails everything for some seconds, again and again. */
const oscillator = custom('oscillator', ({ clock }) => {
  let sinceMs: number | undefined
  return (inner) => (request, settle) => {
    const inCycleMs = sinceMs === undefined ? Number.POSITIVE_INFINITY : (clock.nowMs() - sinceMs) % 30_000
    if (inCycleMs < 10_000) {
      settle({ kind: 'failed', reason: 'down' })
      return () => undefined
    }
    return inner(request, (outcome) => {
      if (outcome.kind !== 'ok') sinceMs ??= clock.nowMs()
      settle(outcome)
    })
  }
})
/** After the first failure a tenth of all requests fail for good. */
const leak = custom('leak', ({ seed }) => {
  let isBroken = false
  return (inner) => (request, settle) => {
    if (isBroken && draw(seed, STREAM.fault, request.id, 99) < 0.1) {
      settle({ kind: 'failed', reason: 'leak' })
      return () => undefined
    }
    return inner(request, (outcome) => {
      if (outcome.kind !== 'ok') isBroken = true
      settle(outcome)
    })
  }
})

/** Attempts that each come twice leave half of 50/s (Huang et al., OSDI 2022: hidden capacity). */
const retriedOnce = (rate: number) => ({
  deadlineMs: 4000,
  target: workers,
  faults: [held(20_000, 50_000)],
  load: poisson(rate),
  policy: [retry(1), timeout(1000)],
})
const pausedOnce = (policy: readonly object[]) => ({
  target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 100 } },
  faults: [{ kind: 'pause', fromMs: 30_000, toMs: 31_000 }],
  load: '60s@7',
  policy,
})

/** A minute of errors, each tried again 100 s later: then twice the usual attempts come for a minute. */
const retriedLate = (rate: number) => ({
  target: workers,
  faults: [{ kind: 'errors', ratio: 1, fromMs: 30_000, toMs: 90_000 }],
  load: poisson(rate, 120),
  policy: [retry(1, { kind: 'exponential', baseMs: 100_000, capMs: 100_000 }), timeout(1000)],
})

/** Systems whose end theory knows: `back` or `down`. */
const SYSTEMS: readonly [name: string, truth: 'back' | 'down', suite: object][] = [
  ['one retry at 0.8 of the hidden capacity', 'back', retriedOnce(20)],
  ['one retry at 1.2 times the hidden capacity', 'down', retriedOnce(30)],
  ['retries 100 s later that the target has room for', 'back', retriedLate(15)],
  ['retries 100 s later that the target has no room for', 'down', retriedLate(40)],
  [
    'a backlog of 10 s that drains at a tenth of the capacity',
    'back',
    { deadlineMs: 1000, target: workers, faults: [held(20_000, 30_000)], load: poisson(45), policy: [] },
  ],
  [
    'a trigger that does nothing, M/M/1 at rho 0.85',
    'back',
    {
      target: { model: 'workers', slots: 1, service: { kind: 'exponential', meanMs: 10 }, queueMax: 1_000_000 },
      faults: [{ kind: 'slow', factor: 1, fromMs: 60_000, toMs: 60_001 }],
      load: poisson(85, 120),
      policy: [timeout(250)],
    },
  ],
  [
    'a breaker that stays open for 60 s',
    'back',
    {
      deadlineMs: 1000,
      target: fewWorkers,
      faults: [{ ...refused, toMs: 23_000 }],
      load: poisson(100),
      policy: [{ kind: 'breaker', failureRatio: 0.5, window: { calls: 20 }, openMs: 60_000 }, timeout(500)],
    },
  ],
  [
    'a policy that fails for 10 of 30 s',
    'down',
    { deadlineMs: 1000, target: fewWorkers, faults: [refused], load: poisson(50), policy: [oscillator, timeout(500)] },
  ],
  [
    'a tenth that is lost for good, at 5/s',
    'down',
    { deadlineMs: 1000, target: fewWorkers, faults: [refused], load: poisson(5), policy: [leak, timeout(500)] },
  ],
  [
    'three retries after a pause of a second',
    'down',
    pausedOnce([retry(3, { kind: 'exponential', baseMs: 50, capMs: 50 }), timeout(500)]),
  ],
  ['no retry after a pause of a second', 'back', pausedOnce([timeout(500)])],
  [
    'a flash crowd in front of a bounded queue',
    'back',
    {
      deadlineMs: 1000,
      target: { ...workers, queueMax: 12 },
      load: { arrival: 'poisson', plan: '30s@25,10s@100,30s@25' },
      policy: [timeout(1000)],
    },
  ],
  [
    'retries that a warm-up hides from the first rate',
    'down',
    {
      deadlineMs: 4000,
      target: workers,
      faults: [held(40_000, 70_000)],
      load: {
        arrival: 'poisson',
        stages: [
          { durationMs: 20_000, ratePerSecond: 3, phase: 'warmup' },
          { durationMs: 60_000, ratePerSecond: 30, phase: 'baseline' },
        ],
      },
      policy: [retry(1), timeout(1000)],
    },
  ],
  [
    'one of ten shards that stays down by its retries',
    'down',
    {
      target: { model: 'workers', slots: 1, shards: 10, service: { kind: 'constant', ms: 600 }, queueMax: 1_000_000 },
      faults: [{ ...held(60_000, 120_000), shard: 3 }],
      load: '180s@5',
      policy: [retry(5), timeout(3000)],
    },
  ],
]

describe('a verdict does not depend on where a run is cut', () => {
  test.each(SYSTEMS)('%s: %s', (_, truth, { policy, ...suite }: { policy?: unknown }) => {
    const arms = { a: { style: 'rpc', policy } }
    const cell = cellsOf(parseSuite({ name: 'cuts', question: 'q', ...suite, arms }))[0]!
    for (const seed of SEEDS) {
      const pair = new Pair(lengthened(cell, CUTS_S.at(-1)!), seed)
      const verdicts = CUTS_S.map((cutS) => {
        while (pair.seconds < pair.t0 + cutS && !pair.isTwinAgain) pair.step()
        return judge(pair.evidence(), pair.seconds - pair.t0).kind
      })
      const sides = verdicts.map((kind) =>
        kind === 'undecided' ? kind : kind === 'metastable' || kind === 'oscillating' ? 'down' : 'back',
      )
      expect(
        sides.filter((side) => side !== 'undecided' && side !== truth),
        verdicts.join(' '),
      ).toEqual([])
      expect(sides.at(-1), verdicts.join(' ')).toBe(truth)
    }
  })
})
