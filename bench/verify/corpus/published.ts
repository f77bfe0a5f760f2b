import { exponential, fullJitter, retry, timeout } from '../../define.ts'
import { heldOutage, poisson, soleClient } from './sole-client.ts'
import { type System, systemsOf, type Theory } from './system.ts'

const atOnce = { kind: 'none' } as const

/** R1: three connections of 10 ms behind a network outage; published as safe below 150 queries/s. */
function* databaseOutage(): Generator<System> {
  for (const rate of [100, 140, 160, 280]) {
    const suite = soleClient(`database-outage-at-${rate}`, {
      deadlineMs: 2000,
      target: { model: 'workers', slots: 3, service: { kind: 'constant', ms: 10 }, queueMax: 1_000_000 },
      faults: [heldOutage(20_000, 30_000)],
      load: poisson(rate, 60),
      policy: [retry({ retriesMax: 1 }), timeout({ timeoutMs: 1000 })],
    })
    const theory: Theory = { end: rate < 150 ? 'back' : 'down', why: 'always recovers below 300/2' }
    yield* systemsOf('published experiments', suite, { theory })
  }
}

/**
 * R3: a linear server at 40/s and five seconds of 80/s. Without backoff 28 of 40 published runs collapse, with backoff
 * none does.
 */
function* simpleCollapse(): Generator<System> {
  const common = {
    target: {
      model: 'linear',
      baseMs: 1000,
      perInFlightMs: 10,
      network: { kind: 'exponential', meanMs: 100 },
    },
    load: {
      arrival: 'poisson',
      stages: [
        { durationMs: 20_000, ratePerSecond: 40 },
        { durationMs: 5000, ratePerSecond: 80 },
        { durationMs: 55_000, ratePerSecond: 40 },
      ],
    },
  } as const
  const suite = (name: string, backoff: typeof atOnce | ReturnType<typeof fullJitter>) =>
    soleClient(name, {
      ...common,
      load: { ...common.load, stages: [...common.load.stages] },
      policy: [retry({ retriesMax: 2, backoff }), timeout({ timeoutMs: 3000 })],
    })
  const lastCutS = 480
  yield* systemsOf('published experiments', suite('linear-server-retried-at-once', atOnce), { lastCutS })
  yield* systemsOf(
    'published experiments',
    suite('linear-server-with-backoff', fullJitter({ baseMs: 20_000, capMs: 40_000 })),
    { lastCutS, theory: { end: 'back', why: 'published: 0 of 40 runs collapse' } },
  )
}

/** R5: 7 of 10 requests/s and a pause of a second. */
function* pause(): Generator<System> {
  const theories: Readonly<Record<number, Theory>> = {
    0: { end: 'back', why: 'lambda < mu and no retries' },
    3: { end: 'down', why: 'published: never recovers' },
  }
  for (const retriesMax of [0, 1, 3]) {
    const suite = soleClient(`pause-and-${retriesMax}-retries`, {
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 100 } },
      faults: [{ kind: 'pause', fromMs: 30_000, toMs: 31_000 }],
      load: '60s@7',
      policy: [retry({ retriesMax, backoff: exponential({ baseMs: 50, capMs: 50 }) }), timeout({ timeoutMs: 500 })],
    })
    yield* systemsOf('published experiments', suite, { theory: () => theories[retriesMax] })
  }
}

/**
 * R4: one worker of 10/s, four immediate retries, and ten seconds of 20/s. At 5/s chance sends it down without the
 * trigger too, sooner or later. A seed whose twin is still up at the horizon is metastable, and any other seed is
 * undecided.
 */
function* retryBurst(): Generator<System> {
  const theories: Readonly<Record<number, Theory>> = {
    9: { end: 'undecidable', why: 'five attempts each are far above 10/s: bad before its trigger' },
  }
  for (const rate of [9, 5, 3]) {
    const suite = soleClient(`burst-over-${rate}`, {
      deadlineMs: 2500,
      target: { model: 'workers', slots: 1, service: { kind: 'exponential', meanMs: 100 }, queueMax: 1_000_000 },
      load: { arrival: 'constant', stages: burst(rate, 20, [20, 10, 60]) },
      policy: [retry({ retriesMax: 4 }), timeout({ timeoutMs: 500 })],
    })
    yield* systemsOf('published experiments', suite, { theory: () => theories[rate] })
  }
}

/** A search path of 20/s that collapses after a burst of 40/s: three attempts each leave 20/3 = 6.67 requests/s. */
function* searchPath(): Generator<System> {
  const theories: Readonly<Record<number, Theory>> = {
    6: { end: 'back', why: '6 < 20/3' },
    7: { end: 'down', why: '7 > 20/3' },
    8: { end: 'down', why: '8 > 20/3' },
  }
  for (const rate of [6, 6.5, 7, 8]) {
    const limit = timeout({ timeoutMs: 750 })
    yield* systemsOf(
      'published experiments',
      {
        name: `search-path-at-${rate}`,
        question: 'Does the search path come back after a burst of 10 s?',
        deadlineMs: 2250,
        target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 50 }, queueMax: 256 },
        load: { arrival: 'poisson', stages: burst(rate, 40, [20, 10, 120]) },
        arms: {
          'three-attempts': { style: 'rpc', policy: [retry({ retriesMax: 2 }), limit] },
          'no-retries': { style: 'rpc', policy: [limit] },
        },
      },
      {
        theory: ({ arm }) =>
          arm === 'no-retries' ? { end: 'back', why: 'lambda < mu and no retries' } : theories[rate],
      },
    )
  }
}

function burst(rate: number, peak: number, seconds: readonly [number, number, number]) {
  const [before, during, after] = seconds.map((s) => 1000 * s) as [number, number, number]
  return [
    { durationMs: before, ratePerSecond: rate, phase: 'baseline' as const },
    { durationMs: during, ratePerSecond: peak, phase: 'trigger' as const },
    { durationMs: after, ratePerSecond: rate, phase: 'recovery' as const },
  ]
}

/** Experiments that others have published. */
export const PUBLISHED_EXPERIMENTS: readonly System[] = [
  ...databaseOutage(),
  ...simpleCollapse(),
  ...pause(),
  ...retryBurst(),
  ...searchPath(),
]
