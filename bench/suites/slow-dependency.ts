import { breaker, bulkhead, defineSuite, fullJitter, retry, timeout } from '../define.ts'

/** A target still answers, but five times as slowly. */
export const slowDependency = defineSuite({
  name: 'slow-dependency',
  question:
    'A dependency answers five times as slowly for 10 s: what do timeout, retry, breaker and bulkhead each make of it?',
  about:
    'Load is 100 requests/s. Capacity is about 390/s, and 78/s while everything takes five times as long. Hardly any request fails by itself (0.5 %); the clients cause the other failures. ' +
    'A timeout below the slow service time wastes nearly every answer, and with retries it still does so after the cause is gone. A longer timeout gets most answers, slowly.',
  seed: 7,
  repeats: 1,
  deadlineMs: 2000,
  drainMs: 10_000,
  target: {
    model: 'workers',
    slots: 20,
    service: { kind: 'lognormal', medianMs: 45, sigma: 0.5 },
    queueMax: 400,
    expiry: 'ignore',
    failureRatio: 0.005,
  },
  faults: [{ kind: 'slow', factor: 5, fromMs: 10_000, toMs: 20_000 }],
  load: { arrival: 'poisson', plan: '60s@100' },
  arms: {
    'long-timeout': { style: 'rpc', policy: [timeout({ timeoutMs: 2000 })] },
    'short-timeout': { style: 'rpc', policy: [timeout({ timeoutMs: 200 })] },
    'short-timeout-retries': {
      style: 'rpc',
      policy: [retry({ retriesMax: 3, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }), timeout({ timeoutMs: 200 })],
    },
    breaker: {
      style: 'rpc',
      policy: [
        retry({ retriesMax: 3, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }),
        breaker({ failureRatio: 0.5, window: { calls: 50 }, callsMin: 25, openMs: 1000, probes: 5 }),
        timeout({ timeoutMs: 200 }),
      ],
    },
    bulkhead: {
      style: 'rpc',
      policy: [bulkhead({ inFlightMax: 20, waitingMax: 100, waitMaxMs: 1000 }), timeout({ timeoutMs: 1000 })],
    },
    queue: {
      style: 'queue',
      broker: { depthMax: 500, deliveriesMax: 4, messageTtlMs: 1500 },
      consumers: { concurrency: 20, policy: [timeout({ timeoutMs: 1000 })] },
      redelivery: { backoff: fullJitter({ baseMs: 50, capMs: 400 }), waitIn: 'broker' },
    },
  },
})
