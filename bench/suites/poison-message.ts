import { defineSuite, fullJitter, timeout } from '../define.ts'

const consumers = { concurrency: 10, policy: [timeout({ timeoutMs: 500 })] }
const backoff = fullJitter({ baseMs: 200, capMs: 5000 })

/** Some messages fail at every delivery. */
export const poisonMessage = defineSuite({
  name: 'poison-message',
  question:
    'Two in a hundred messages fail however often they are delivered: what do they cost the others, and what stops them?',
  about:
    'Capacity is 400 deliveries/s. Load is 300/s, of which 6/s are poison. Without a limit the broker redelivers each poison message for ever, as soon as a consumer is free. Six more come every second, until about a third of the other messages are late. ' +
    'A delay alone keeps them from filling the consumers. A limit turns them into dead letters, and with five deliveries each a delay adds nothing.',
  seed: 7,
  repeats: 1,
  deadlineMs: 1000,
  drainMs: 15_000,
  target: {
    model: 'workers',
    slots: 10,
    service: { kind: 'exponential', meanMs: 25 },
    failureRatio: 0.01,
    poisonRatio: 0.02,
  },
  load: { arrival: 'poisson', plan: '30s@300' },
  arms: {
    'no-limit': { style: 'queue', broker: { depthMax: 20_000, deliveriesMax: 1000 }, consumers },
    'no-limit-delayed': {
      style: 'queue',
      broker: { depthMax: 20_000, deliveriesMax: 1000 },
      consumers,
      redelivery: { backoff, waitIn: 'broker' },
    },
    'dead-letter-after-5': { style: 'queue', broker: { depthMax: 20_000, deliveriesMax: 5 }, consumers },
    'dead-letter-after-5-delayed': {
      style: 'queue',
      broker: { depthMax: 20_000, deliveriesMax: 5 },
      consumers,
      redelivery: { backoff, waitIn: 'broker' },
    },
  },
  validity: { unfinishedRatioMax: 0.03 },
})
