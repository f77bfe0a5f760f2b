import { breaker, defineSuite, fullJitter, retry, timeout } from '../define.ts'

/** Naive retries turn a short loss of capacity into a lasting one. */
export const retryStorm = defineSuite({
  name: 'retry-storm',
  question:
    'A target loses 80 % of its capacity for 10 s. Which client lets it come back, and which keeps it down for good?',
  about:
    'Load is 140 requests/s, capacity 200/s. During the cut a backlog builds up in front of the target. Its queue holds 5 s of work, but a client waits 1 s. ' +
    'After the cut every attempt waits longer than its caller does. A client that retries three times at once then offers up to 560 attempts/s. The target works on answers for which nobody waits, and the backlog stays although its cause is gone. ' +
    'Backoff alone spreads the same number of attempts. A budget makes fewer.',
  seed: 7,
  repeats: 1,
  deadlineMs: 4000,
  drainMs: 30_000,
  target: {
    model: 'workers',
    slots: 20,
    service: { kind: 'exponential', meanMs: 100 },
    queueMax: 1000,
    expiry: 'ignore',
    failureRatio: 0,
  },
  faults: [{ kind: 'capacity', factor: 0.2, fromMs: 20_000, toMs: 30_000 }],
  load: { arrival: 'poisson', plan: '180s@140' },
  arms: {
    'naive-retries': {
      style: 'rpc',
      policy: [retry({ retriesMax: 3, backoff: { kind: 'none' } }), timeout({ timeoutMs: 1000 })],
    },
    'full-jitter': {
      style: 'rpc',
      policy: [
        retry({ retriesMax: 3, backoff: fullJitter({ baseMs: 100, capMs: 1000 }) }),
        timeout({ timeoutMs: 1000 }),
      ],
    },
    budget: {
      style: 'rpc',
      policy: [
        retry({
          retriesMax: 3,
          backoff: { kind: 'none' },
          budget: { ratio: 0.1, size: 20, depositOn: 'success' },
        }),
        timeout({ timeoutMs: 1000 }),
      ],
    },
    breaker: {
      style: 'rpc',
      policy: [
        retry({ retriesMax: 3, backoff: { kind: 'none' } }),
        breaker({ failureRatio: 0.5, window: { calls: 100 }, callsMin: 50, openMs: 5000, probes: 10 }),
        timeout({ timeoutMs: 1000 }),
      ],
    },
    'bounded-queue': {
      style: 'queue',
      broker: { depthMax: 500, deliveriesMax: 4, messageTtlMs: 3000 },
      consumers: { concurrency: 30, policy: [timeout({ timeoutMs: 1000 })] },
      redelivery: { backoff: fullJitter({ baseMs: 100, capMs: 1000 }), waitIn: 'broker' },
    },
  },
})
