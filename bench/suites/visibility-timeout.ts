import { defineSuite, timeout } from '../define.ts'

const consumers = { concurrency: 20, policy: [timeout({ timeoutMs: 5000 })] }

/** A lease ends before the work does. */
export const visibilityTimeout = defineSuite({
  name: 'visibility-timeout',
  question: 'A delivery not settled within its lease is delivered again: what does a lease shorter than the work cost?',
  about:
    'Work takes 100 ms in the median and 500 ms at the 99th percentile. Capacity is about 157 deliveries/s, load 100/s. ' +
    'Each lease that ends early duplicates work in progress. With 80 ms half of all work is wasted, and the median grows by a third. ' +
    'The 99th percentile falls, since a second delivery is a second chance to be quick, as a hedge is. All messages are in time, since there is capacity for the duplicates.',
  seed: 7,
  repeats: 1,
  deadlineMs: 2000,
  drainMs: 60_000,
  target: {
    model: 'workers',
    slots: 20,
    service: { kind: 'lognormal', medianMs: 100, sigma: 0.7 },
    failureRatio: 0,
  },
  load: { arrival: 'poisson', plan: '60s@100' },
  arms: {
    'lease-80ms': { style: 'queue', broker: { depthMax: 20_000, deliveriesMax: 20, leaseMs: 80 }, consumers },
    'lease-200ms': { style: 'queue', broker: { depthMax: 20_000, deliveriesMax: 20, leaseMs: 200 }, consumers },
    'lease-1s': { style: 'queue', broker: { depthMax: 20_000, deliveriesMax: 20, leaseMs: 1000 }, consumers },
    'no-lease': { style: 'queue', broker: { depthMax: 20_000, deliveriesMax: 20 }, consumers },
  },
})
