import { bulkhead, deadline, defineSuite, fullJitter, retry, timeout } from '../define.ts'

const workers = {
  model: 'workers',
  slots: 20,
  service: { kind: 'exponential', meanMs: 50 },
  queueMax: 4000,
  expiry: 'ignore',
  failureRatio: 0,
} as const

/** Nine times the usual load for ten seconds, in front of targets that queue in different ways. */
export const flashCrowd = defineSuite({
  name: 'flash-crowd',
  question:
    'Load is 4.5 times the capacity of the target for 10 s: which order of its queue, and which client, saves most requests?',
  about:
    'Capacity is 400 requests/s. Load is 200/s, and 1800/s during the crowd. First in, first out serves each request when its caller has already given up. ' +
    'The other variants serve the newest first, bound the queue in time, drop requests that waited too long (CoDel), or skip those that cannot be ready before their caller gives up. ' +
    'CoDel alone drops too slowly to matter here. With a bulkhead in the client the queue is so short that its order hardly matters.',
  seed: 7,
  repeats: 1,
  deadlineMs: 1000,
  drainMs: 15_000,
  target: workers,
  load: {
    arrival: 'poisson',
    stages: [
      { durationMs: 5000, ratePerSecond: 200, phase: 'baseline' },
      { durationMs: 10_000, ratePerSecond: 1800, phase: 'trigger' },
      { durationMs: 75_000, ratePerSecond: 200, phase: 'recovery' },
    ],
  },
  arms: {
    'no-retries': { style: 'rpc', policy: [timeout({ timeoutMs: 1000 })] },
    retries: {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }),
        timeout({ timeoutMs: 400 }),
      ],
    },
    bulkhead: {
      style: 'rpc',
      policy: [
        deadline({ deadlineMs: 1000 }),
        bulkhead({ inFlightMax: 40, waitingMax: 300, waitMaxMs: 800 }),
        timeout({ timeoutMs: 400 }),
      ],
    },
  },
  variants: {
    fifo: { about: 'first in, first out, 10 s of work', target: workers },
    'bounded-in-time': {
      about: 'at most a quarter of a second of work waits, less than any client does',
      target: { ...workers, queueMaxMs: 250 },
    },
    lifo: { about: 'the newest first', target: { ...workers, discipline: 'lifo' } },
    'adaptive-lifo': {
      about: 'in order while at most 20 wait, else the newest first',
      target: { ...workers, discipline: 'adaptive-lifo' },
    },
    codel: {
      about: 'drops from the queue while it has held requests for too long',
      target: { ...workers, discipline: 'codel', codel: { targetMs: 50, intervalMs: 500 } },
    },
    'drop-unfinishable': {
      about: 'skips requests that cannot be ready before their caller gives up',
      target: { ...workers, expiry: 'drop-unfinishable' },
    },
  },
})
