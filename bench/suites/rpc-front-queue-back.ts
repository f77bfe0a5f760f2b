import { bulkhead, deadline, defineSuite, fullJitter, retry, timeout } from '../define.ts'

const consumers = { concurrency: 20, policy: [timeout({ timeoutMs: 1000 })] }
const redelivery = { backoff: fullJitter({ baseMs: 100, capMs: 1000 }), waitIn: 'broker' as const }

/** An RPC front either puts work into a queue or does it while the caller waits. */
export const rpcFrontQueueBack = defineSuite({
  name: 'rpc-front-queue-back',
  question:
    'An RPC front may do the work while its caller waits, or put it into a queue and answer at once: what is accepted, and what is done in time?',
  about:
    'Load is 200 requests/s, and 700/s for 15 s. Capacity is 400/s. With the queue a caller always gets its answer (`accepted`) at once, but the work may take longer than 5 s. ' +
    'A bounded queue refuses work while it is full, and nearly all that it accepts is done in time. An unbounded one accepts everything, and a third of it is late.',
  seed: 7,
  repeats: 1,
  deadlineMs: 5000,
  drainMs: 60_000,
  target: {
    model: 'workers',
    slots: 20,
    service: { kind: 'exponential', meanMs: 50 },
    queueMax: 400,
    failureRatio: 0.005,
  },
  load: {
    arrival: 'poisson',
    stages: [
      { durationMs: 5000, ratePerSecond: 200, phase: 'baseline' },
      { durationMs: 15_000, ratePerSecond: 700, phase: 'trigger' },
      { durationMs: 60_000, ratePerSecond: 200, phase: 'recovery' },
    ],
  },
  arms: {
    'rpc-all-the-way': {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 5000 }),
        retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 100, capMs: 1000 }), budget: { ratio: 0.1, size: 20 } }),
        bulkhead({ inFlightMax: 40, waitingMax: 1000, waitMaxMs: 3000 }),
        timeout({ timeoutMs: 1000 }),
      ],
    },
    'queue-unbounded': { style: 'queue', broker: { depthMax: 1_000_000, deliveriesMax: 4 }, consumers, redelivery },
    'queue-bounded': { style: 'queue', broker: { depthMax: 1600, deliveriesMax: 4 }, consumers, redelivery },
  },
})
