import { bulkhead, deadline, defineSuite, fullJitter, retry, timeout } from '../define.ts'

const consumers = { concurrency: 20, policy: [timeout({ timeoutMs: 1000 })] }
const redelivery = { backoff: fullJitter({ baseMs: 100, capMs: 1000 }), waitIn: 'broker' as const }

/** An RPC front that accepts work into a queue, against one that does it while the caller waits. */
export const rpcFrontQueueBack = defineSuite({
  name: 'rpc-front-queue-back',
  question:
    'An RPC front may do the work while its caller waits, or put it into a queue and answer at once: what is accepted, and what is done in time?',
  about:
    'Load is 200 requests/s and 700/s for 15 s, capacity 400/s. Behind the queue a caller has its answer (`accepted`) in no time whatever happens; whether the work is done within 5 s is another matter. ' +
    'A bounded queue says no while it is full, and what it accepts it does in time but for a few; an unbounded one accepts everything and does a third of it late.',
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
