import { defineSuite, timeout } from '../define.ts'

const consumers = { concurrency: 4, policy: [timeout({ timeoutMs: 1000 })] }

/** Consumers take half of the messages that come. */
export const slowConsumer = defineSuite({
  name: 'slow-consumer',
  question: 'Consumers take half of what is published for ten seconds: who notices, and when?',
  about:
    'The consumers do 100/s. Load is 60/s, for 10 s 200/s, then 60/s again. Without a bound the producer notices nothing, and two thirds or more of all messages come late, until some 20 s after the peak. A bound refuses messages at once, ' +
    'so the producer notices. A TTL keeps the queue short as well, but its dead letters are the first sign.',
  seed: 7,
  repeats: 1,
  deadlineMs: 2000,
  drainMs: 40_000,
  target: { model: 'workers', slots: 8, service: { kind: 'constant', ms: 40 }, failureRatio: 0 },
  load: {
    arrival: 'poisson',
    stages: [
      { durationMs: 5000, ratePerSecond: 60, phase: 'baseline' },
      { durationMs: 10_000, ratePerSecond: 200, phase: 'trigger' },
      { durationMs: 30_000, ratePerSecond: 60, phase: 'recovery' },
    ],
  },
  arms: {
    unbounded: { style: 'queue', broker: { depthMax: 100_000, deliveriesMax: 5 }, consumers },
    'bounded-150': { style: 'queue', broker: { depthMax: 150, deliveriesMax: 5 }, consumers },
    'ttl-1500ms': { style: 'queue', broker: { depthMax: 100_000, deliveriesMax: 5, messageTtlMs: 1500 }, consumers },
  },
})
