import { defineSuite, fullJitter, timeout } from '../define.ts'

const queue = {
  style: 'queue' as const,
  broker: { depthMax: 20_000, deliveriesMax: 3 },
  consumers: { concurrency: 12, policy: [timeout({ timeoutMs: 500 })] },
  redelivery: { backoff: fullJitter({ baseMs: 100, capMs: 1000 }), waitIn: 'broker' as const },
}

/** The dead letters of an outage are published again while the usual load goes on. */
export const redriveFlood = defineSuite({
  name: 'redrive-flood',
  question: 'After an outage its dead letters are published again: what does that do to the messages of the day?',
  about:
    'Load is 300 messages/s, capacity 400/s. An outage of 10 s turns nearly all messages of that time into dead letters. Publishing them all at once puts them in front of every new message, and some 6500 new ones are late. ' +
    'At 50/s they use half of the spare capacity, and no new message is late. The redriven messages themselves are late in each arm.',
  seed: 7,
  repeats: 1,
  deadlineMs: 2000,
  drainMs: 30_000,
  target: {
    model: 'workers',
    slots: 10,
    service: { kind: 'exponential', meanMs: 25 },
    failureRatio: 0.002,
  },
  faults: [{ kind: 'outage', mode: 'refused', fromMs: 5000, toMs: 15_000 }],
  load: { arrival: 'poisson', plan: '120s@300' },
  arms: {
    'no-redrive': queue,
    'at-once': { ...queue, redrive: { atMs: 30_000 } },
    paced: { ...queue, redrive: { atMs: 30_000, ratePerSecond: 50 } },
  },
})
