import { bulkhead, defineSuite, fullJitter, retry, timeout, tutorialBreaker } from '../define.ts'

const atOnce = { stages: [{ bursts: { size: 2000, everyMs: 80, total: 2000 } }] }
const inBursts = { stages: [{ bursts: { size: 350, everyMs: 80, total: 2000 } }] }

const backoff = fullJitter({ baseMs: 20, capMs: 400 })
const broker = { depthMax: 5000, deliveriesMax: 4 }

/**
 * The tutorial's client: a breaker that is asked before the first attempt, then a bulkhead (40 in the tutorial), then
 * the timeout.
 */
const rpcWith = (inFlightMax: number) => ({
  style: 'rpc' as const,
  policy: [
    retry({ retriesMax: 3, backoff }),
    tutorialBreaker({ failuresMin: 8, windowCalls: 20, openMs: 500, askedPer: 'request' }),
    bulkhead({ inFlightMax, waitingMax: 5000 }),
    timeout({ timeoutMs: 120 }),
  ],
})
const queueAsWritten = {
  style: 'queue' as const,
  broker,
  consumers: { concurrency: 16, policy: [timeout({ timeoutMs: 200 })] },
  redelivery: { backoff, waitIn: 'consumer' as const },
  clockFrom: 'dequeue' as const,
}

/** A client with its breaker inside the bulkhead: asked when an attempt leaves, not when it begins to wait. */
const rpcAsked = (inFlightMax: number) => ({
  style: 'rpc' as const,
  policy: [
    retry({ retriesMax: 3, backoff }),
    bulkhead({ inFlightMax, waitingMax: 5000 }),
    tutorialBreaker({ failuresMin: 8, windowCalls: 20, openMs: 500, askedPer: 'attempt' }),
    timeout({ timeoutMs: 120 }),
  ],
})
const queueRetryingInBroker = {
  style: 'queue' as const,
  broker,
  consumers: { concurrency: 16, policy: [timeout({ timeoutMs: 200 })] },
  redelivery: { backoff, waitIn: 'broker' as const },
}

/** The experiment this project grew from, with and without its mistakes of method. */
export const tutorial = defineSuite({
  name: 'tutorial',
  question: 'Does a queue need fewer retries than RPC, or was that the way it was measured?',
  about:
    'The tutorial sends all 2000 requests at once. It clocks RPC from submission but the queue from dequeue. RPC may have 40 calls in flight and the queue only 16, on a target that degrades above 25. Its breaker is asked once, before anything has failed, and its consumers sleep through their backoff. ' +
    '`corrected` sends the intended bursts (350 every 80 ms) and clocks both arms from the planned start. Both have the same concurrency of 16, the breaker is asked before every attempt, and retries wait in the broker. So only the difference between the architectures is left.',
  seed: 7,
  repeats: 2,
  drainMs: 15_000,
  target: {
    model: 'tutorial',
    baseMs: 8,
    jitterMs: 6,
    failureRatio: 0.05,
    overloadFailureRatio: 0.4,
    failureRatioMax: 0.95,
    overloadMs: 50,
    capacityPerSecond: 250,
    loadFactorMin: 0.5,
  },
  load: inBursts,
  arms: { rpc: rpcAsked(16), queue: queueRetryingInBroker },
  variants: {
    'as-written': {
      about: 'the tutorial with its mistakes of method',
      load: atOnce,
      arms: { rpc: rpcWith(40), queue: queueAsWritten },
    },
    'real-bursts': {
      about: 'as written, but the bursts of 350 every 80 ms reach the system',
      load: inBursts,
      arms: { rpc: rpcWith(40), queue: queueAsWritten },
      repeats: 1,
    },
    'clock-from-plan': {
      about: 'as written, but the queue is clocked from the planned start like RPC',
      load: atOnce,
      arms: { queue: { ...queueAsWritten, clockFrom: 'plan' } },
      repeats: 1,
    },
    'equal-concurrency': {
      about: 'as written, but RPC has 16 calls in flight like the queue',
      load: atOnce,
      arms: { rpc: rpcWith(16) },
      repeats: 1,
    },
    'breaker-asked': {
      about: 'as written, but the breaker is asked before every attempt',
      load: atOnce,
      arms: { rpc: rpcAsked(40) },
      repeats: 1,
    },
    'retry-in-broker': {
      about: 'as written, but a retry waits in the broker and not in a consumer',
      load: atOnce,
      arms: { queue: { ...queueAsWritten, redelivery: { backoff, waitIn: 'broker' } } },
      repeats: 1,
    },
    corrected: {
      about: 'all mistakes corrected',
      load: inBursts,
      arms: { rpc: rpcAsked(16), queue: queueRetryingInBroker },
    },
  },
})
