import { breaker, bulkhead, deadline, defineSuite, fullJitter, retry, timeout } from '../define.ts'

/** Four ways to meet the same bursts, with the same deadline and the same dice. */
export const burst = defineSuite({
  name: 'burst',
  question: 'Which client survives bursts of 200 every 80 ms in front of 10 workers, and what does it cost?',
  about:
    'The target does about 1000 requests/s. Of the load, 1200 requests arrive within 480 ms, and before and after that it is 250/s. ' +
    'A client waits 150 ms for an answer, but the queue of the target may hold 400 ms of work. The target also does work that its caller has given up. So each needless retry takes capacity from a request that could succeed. ' +
    'The bulkhead saves `guarded` here: it keeps the backlog on the side of the client, as the queue does. The table of rejections shows which mechanism acted.',
  seed: 7,
  repeats: 2,
  deadlineMs: 1000,
  drainMs: 5000,
  // The naive arm sends a thousand attempts at once, which keeps one core busy for tens of ms: a tenth of the deadline.
  validity: { dispatchDelayP99MaxMs: 100, eventLoopDelayP99MaxMs: 100 },
  target: {
    model: 'workers',
    slots: 10,
    service: { kind: 'exponential', meanMs: 10 },
    queueMax: 400,
    expiry: 'ignore',
    failureRatio: 0.01,
  },
  load: {
    stages: [
      { durationMs: 300, ratePerSecond: 250, phase: 'baseline' },
      { bursts: { size: 200, everyMs: 80, total: 1200 }, phase: 'trigger' },
      { durationMs: 1500, ratePerSecond: 250, phase: 'recovery' },
    ],
  },
  arms: {
    'naive-retries': {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({ retriesMax: 3, backoff: { kind: 'none' } }),
        timeout({ timeoutMs: 150 }),
      ],
    },
    'full-jitter': {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({ retriesMax: 3, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }),
        timeout({ timeoutMs: 150 }),
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
        bulkhead({ inFlightMax: 20, waitingMax: 1200, waitMaxMs: 800 }),
        breaker({ failureRatio: 0.5, window: { calls: 100 }, callsMin: 50, openMs: 200, probes: 5 }),
        timeout({ timeoutMs: 150 }),
      ],
    },
    queue: {
      style: 'queue',
      broker: { depthMax: 5000, deliveriesMax: 4, messageTtlMs: 1000 },
      consumers: { concurrency: 20, policy: [timeout({ timeoutMs: 150 })] },
      redelivery: { backoff: fullJitter({ baseMs: 50, capMs: 400 }), waitIn: 'broker' },
    },
  },
})
