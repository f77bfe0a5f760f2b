import { defineSuite, retry, timeout } from '../../define.ts'
import { poisson, TWENTY_WORKERS } from './sole-client.ts'
import { byName, type System, systemsOf, type Theory } from './system.ts'

const everySecond = (retriesMax: number) => [
  retry({ retriesMax, backoff: { kind: 'exponential', baseMs: 1000, capMs: 1000 } }),
  timeout({ timeoutMs: 1000 }),
]
const lost = (fromMs: number, toMs: number) => ({ kind: 'outage', mode: 'lost', fromMs, toMs }) as const

/** Most seeds stay down; some come back by chance, so no theory says which. */
const membership = defineSuite({
  name: 'membership-retries',
  question: 'Up to 30 retries a second apart after 10 s of lost packets',
  deadlineMs: 5000,
  target: { model: 'workers', slots: 10, service: { kind: 'exponential', meanMs: 500 }, queueMax: 1000 },
  faults: [lost(10_000, 20_000)],
  load: poisson(6, 100),
  arms: { servers: { style: 'rpc', policy: everySecond(30) } },
})

const metadata = {
  model: 'workers',
  slots: 50,
  service: { kind: 'exponential', meanMs: 500 },
  queueMax: 100_000,
} as const

/** DynamoDB, 20 September 2015 (AWS message 5467D2), made smaller. */
const metadataService = defineSuite({
  name: 'metadata-service',
  question: 'All storage servers ask for their memberships at once, again and again: does the service come back?',
  deadlineMs: 5000,
  target: metadata,
  faults: [lost(20_000, 40_000)],
  load: {
    arrival: 'poisson',
    stages: [
      { durationMs: 20_000, ratePerSecond: 60, phase: 'baseline' },
      { durationMs: 20_000, ratePerSecond: 60, phase: 'trigger' },
      { durationMs: 210_000, ratePerSecond: 60, phase: 'recovery' },
    ],
  },
  arms: { servers: { style: 'rpc', policy: everySecond(100) } },
  variants: { 'left-alone': {}, 'three-times-the-capacity': { target: { ...metadata, slots: 150 } } },
})

const STUCK: Theory = { end: 'down', why: 'rho (1 + r) is far above 1 at a backlog of many timeouts' }

/** The same storm with its trigger marked in three ways. */
const markedStorm = defineSuite({
  name: 'marked-storm',
  question: 'A cut of the capacity and three retries at once: do labels change the verdict?',
  deadlineMs: 5000,
  target: { ...TWENTY_WORKERS, queueMax: 1000 },
  faults: [{ kind: 'capacity', factor: 0.2, fromMs: 40_000, toMs: 50_000 }],
  load: {
    arrival: 'poisson',
    stages: [
      { durationMs: 20_000, ratePerSecond: 10 },
      { durationMs: 150_000, ratePerSecond: 140 },
    ],
  },
  arms: { client: { style: 'rpc', policy: [retry({ retriesMax: 3 }), timeout({ timeoutMs: 1000 })] } },
  variants: {
    'by-its-fault': {},
    'by-its-fault-among-phases': {
      load: {
        arrival: 'poisson',
        stages: [
          { durationMs: 20_000, ratePerSecond: 10, phase: 'warmup' },
          { durationMs: 150_000, ratePerSecond: 140, phase: 'baseline' },
        ],
      },
    },
    'by-fault-and-phase': {
      load: {
        arrival: 'poisson',
        stages: [
          { durationMs: 20_000, ratePerSecond: 10, phase: 'warmup' },
          { durationMs: 20_000, ratePerSecond: 140, phase: 'baseline' },
          { durationMs: 10_000, ratePerSecond: 140, phase: 'trigger' },
          { durationMs: 120_000, ratePerSecond: 140, phase: 'recovery' },
        ],
      },
    },
  },
})

/** One of ten shards never answers its requests, which are a tenth of 5/s. */
const oneShard = defineSuite({
  name: 'one-shard-of-ten',
  question: 'One shard of ten stays down for good: is that seen?',
  target: { model: 'workers', slots: 1, shards: 10, service: { kind: 'constant', ms: 600 }, queueMax: 1_000_000 },
  faults: [{ kind: 'outage', mode: 'buffered', fromMs: 60_000, toMs: 120_000, shard: 3 }],
  load: '600s@5',
  arms: { client: { style: 'rpc', policy: [retry({ retriesMax: 5 }), timeout({ timeoutMs: 3000 })] } },
})

/** Retry storms of public reports. */
export const REPORTED_STORMS: readonly System[] = [
  ...systemsOf('reported cases', membership),
  ...systemsOf('reported cases', metadataService, {
    lastCutS: 480,
    theory: byName({
      'left-alone': { end: 'down', why: 'the service was down until it was paused' },
      'three-times-the-capacity': { end: 'down', why: '60 x 101 attempts/s are above 300/s' },
    }),
  }),
  ...systemsOf('reported cases', markedStorm, { theory: STUCK }),
  ...systemsOf('reported cases', oneShard, { theory: { end: 'down', why: '0.3 (1 + 5) > 1 at the shard' } }),
]
