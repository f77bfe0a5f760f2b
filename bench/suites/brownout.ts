import { breaker, bulkhead, deadline, defineSuite, fullJitter, retry, timeout } from '../define.ts'

/** A steady load meets a target that loses most of its capacity for some seconds. */
export const brownout = defineSuite({
  name: 'brownout',
  question: 'After a target has lost 80 % of its capacity for 3 s, which client lets it recover, and how soon?',
  about:
    'Load is 200 requests/s, capacity about 400/s before and after and 80/s during the cut. A client that retries at once up to three times keeps the target busy with work for which nobody waits, even after its capacity is back. ' +
    '`no-retries` and `bulkhead` show what each part of `guarded` contributes.',
  seed: 7,
  repeats: 1,
  deadlineMs: 1000,
  drainMs: 10_000,
  target: {
    model: 'workers',
    slots: 10,
    service: { kind: 'exponential', meanMs: 25 },
    queueMax: 200,
    expiry: 'ignore',
    failureRatio: 0.01,
  },
  faults: [{ kind: 'capacity', factor: 0.2, fromMs: 2000, toMs: 5000 }],
  load: { arrival: 'poisson', plan: '15s@200' },
  arms: {
    'naive-retries': {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({ retriesMax: 3, backoff: { kind: 'none' } }),
        timeout({ timeoutMs: 250 }),
      ],
    },
    'full-jitter': {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({ retriesMax: 3, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }),
        timeout({ timeoutMs: 250 }),
      ],
    },
    'no-retries': { style: 'rpc', policy: [deadline({ deadlineMs: 1000 }), timeout({ timeoutMs: 250 })] },
    bulkhead: {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({ retriesMax: 3, backoff: { kind: 'none' } }),
        bulkhead({ inFlightMax: 20, waitingMax: 400, waitMaxMs: 700 }),
        timeout({ timeoutMs: 250 }),
      ],
    },
    guarded: {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({
          retriesMax: 3,
          backoff: fullJitter({ baseMs: 50, capMs: 400 }),
          budget: { ratio: 0.1, size: 20, depositOn: 'success' },
        }),
        bulkhead({ inFlightMax: 20, waitingMax: 400, waitMaxMs: 700 }),
        breaker({ failureRatio: 0.5, window: { calls: 50 }, callsMin: 20, openMs: 500, probes: 5 }),
        timeout({ timeoutMs: 250 }),
      ],
    },
    queue: {
      style: 'queue',
      broker: { depthMax: 2000, deliveriesMax: 4, messageTtlMs: 1000 },
      consumers: { concurrency: 20, policy: [timeout({ timeoutMs: 250 })] },
      redelivery: { backoff: fullJitter({ baseMs: 50, capMs: 400 }), waitIn: 'broker' },
    },
  },
})
