import { breaker, defineSuite, exponential, retry, timeout } from '../../define.ts'
import { poisson } from './sole-client.ts'
import { byName, type System, systemsOf, type Theory } from './system.ts'

const workers = (slots: number, meanMs: number) =>
  ({ model: 'workers', slots, service: { kind: 'exponential', meanMs } }) as const
const refused = (fromMs: number, toMs: number) => ({ kind: 'outage', mode: 'refused', fromMs, toMs }) as const

const CLOSES: Theory = { end: 'back', why: 'the breaker closes after its openMs, at a load of less than the capacity' }

/** By default a breaker is open for 60 s, longer than the rest of the load in many suites. */
const defaults = defineSuite({
  name: 'breaker-with-defaults',
  question: 'An outage of 5 s and a breaker that stays open for a minute',
  deadlineMs: 1000,
  target: workers(10, 10),
  faults: [refused(10_000, 15_000)],
  load: poisson(300, 55),
  arms: { client: { style: 'rpc', policy: [breaker({}), timeout({ timeoutMs: 500 })] } },
})

const stillOpen = defineSuite({
  name: 'breaker-still-open',
  question: 'The run ends before the breaker may close',
  deadlineMs: 1000,
  target: workers(20, 50),
  faults: [refused(5000, 8000)],
  load: poisson(100, 50),
  arms: {
    'open-for-60-s': { style: 'rpc', policy: [breaker({}), timeout({ timeoutMs: 500 })] },
    'open-for-5-s': { style: 'rpc', policy: [breaker({ openMs: 5000 }), timeout({ timeoutMs: 500 })] },
  },
})

const probed = breaker({ failureRatio: 0.5, window: { calls: 20 }, callsMin: 12, openMs: 30_000, probes: 1 })

/** resilience4j issue 935: the only probe is admitted, never answered, and the breaker waits for it for ever. */
const wedged = defineSuite({
  name: 'half-open-wedge',
  question: 'The probe of a half-open breaker is never answered: does the breaker come back?',
  deadlineMs: 1000,
  target: workers(20, 50),
  faults: [
    { kind: 'errors', ratio: 1, fromMs: 20_000, toMs: 40_000 },
    { kind: 'outage', mode: 'lost', fromMs: 40_000, toMs: 60_000 },
  ],
  load: poisson(50, 300),
  arms: {
    'no-timeout': { style: 'rpc', policy: [probed] },
    'timeout-inside': { style: 'rpc', policy: [probed, timeout({ timeoutMs: 2000 })] },
    'timeout-outside': { style: 'rpc', policy: [timeout({ timeoutMs: 2000 }), probed] },
    'no-breaker': { style: 'rpc', policy: [timeout({ timeoutMs: 2000 })] },
  },
})

const WEDGED = byName({
  'no-timeout': { end: 'down', why: 'a probe without an end keeps the breaker half-open' },
  'timeout-inside': CLOSES,
  'timeout-outside': CLOSES,
  'no-breaker': { end: 'back', why: 'lambda < mu and no retries' },
})

const inConsumer = breaker({ failureRatio: 0.5, window: { calls: 50 }, callsMin: 20, openMs: 10_000, probes: 5 })
const consumers = (policy: (typeof inConsumer | ReturnType<typeof timeout>)[]) => ({ concurrency: 10, policy })
const broker = { depthMax: 100_000, deliveriesMax: 5 }
const limit = timeout({ timeoutMs: 500 })
const after10s = exponential({ baseMs: 10_000, capMs: 10_000 })

/**
 * While the breaker in a consumer is open, each delivery is rejected and counts, so good messages become dead letters.
 */
const deadLetters = defineSuite({
  name: 'breaker-in-a-consumer',
  question: 'The dependency of a consumer is down for 30 s: how many good messages become dead letters?',
  deadlineMs: 60_000,
  target: workers(10, 20),
  faults: [refused(10_000, 40_000)],
  load: poisson(100, 120),
  arms: {
    breaker: { style: 'queue', broker, consumers: consumers([inConsumer, limit]) },
    'no-breaker': { style: 'queue', broker, consumers: consumers([limit]) },
    'breaker-and-delay': {
      style: 'queue',
      broker,
      consumers: consumers([inConsumer, limit]),
      redelivery: { backoff: after10s },
    },
    'breaker-and-sleep': {
      style: 'queue',
      broker,
      consumers: consumers([inConsumer, limit]),
      redelivery: { backoff: after10s, waitIn: 'consumer' },
    },
  },
})

const short = breaker({ window: { calls: 20 }, callsMin: 10, openMs: 2000, probes: 1 })

/** A retry around a breaker that also retries the calls that the breaker rejected. */
const retriedRejections = defineSuite({
  name: 'retried-rejections',
  question: 'Retries outside and inside of a breaker',
  deadlineMs: 1000,
  target: workers(20, 50),
  faults: [refused(10_000, 15_000)],
  load: poisson(100, 60),
  arms: {
    'retry-outside': {
      style: 'rpc',
      policy: [retry({ retriesMax: 3, retryOn: ['failed', 'timeout', 'rejected'] }), short, limit],
    },
    'retry-inside': { style: 'rpc', policy: [short, retry({ retriesMax: 3 }), limit] },
  },
})

/** Breakers of public reports. */
export const REPORTED_BREAKERS: readonly System[] = [
  ...systemsOf('reported cases', defaults, { theory: CLOSES }),
  ...systemsOf('reported cases', stillOpen, { theory: CLOSES }),
  ...systemsOf('reported cases', wedged, { theory: WEDGED }),
  ...systemsOf('reported cases', deadLetters),
  ...systemsOf('reported cases', retriedRejections),
]
