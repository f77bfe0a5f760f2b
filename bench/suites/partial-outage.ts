import { breaker, defineSuite, fullJitter, retry, timeout } from '../define.ts'

/** One of three shards refuses all requests. */
export const partialOutage = defineSuite({
  name: 'partial-outage',
  question: 'One shard of three is gone for 10 s: what does a breaker cost the requests to the other two?',
  about:
    'A third of the requests cannot succeed during the outage, whatever a client does. The other two thirds could all succeed. ' +
    'A breaker that sees one target cannot distinguish them. When a third of its calls fails, it either stays closed and helps nobody, or it opens and turns a partial failure into nearly a whole one. `breaker-20` loses about three quarters of the requests to the other two shards. ' +
    'The column of shards without a fault shows these losses.',
  seed: 7,
  repeats: 1,
  deadlineMs: 1000,
  drainMs: 10_000,
  target: {
    model: 'workers',
    shards: 3,
    slots: 5,
    service: { kind: 'exponential', meanMs: 25 },
    queueMax: 200,
    expiry: 'ignore',
    failureRatio: 0.005,
  },
  faults: [{ kind: 'outage', mode: 'refused', shard: 0, fromMs: 10_000, toMs: 20_000 }],
  load: { arrival: 'poisson', plan: '40s@240' },
  arms: {
    'no-breaker': { style: 'rpc', clients: 10, policy: [timeout({ timeoutMs: 300 })] },
    retries: {
      style: 'rpc',
      clients: 10,
      policy: [retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }), timeout({ timeoutMs: 300 })],
    },
    'breaker-50': {
      style: 'rpc',
      clients: 10,
      policy: [
        breaker({ failureRatio: 0.5, window: { calls: 50 }, callsMin: 20, openMs: 1000, probes: 5 }),
        timeout({ timeoutMs: 300 }),
      ],
    },
    'breaker-20': {
      style: 'rpc',
      clients: 10,
      policy: [
        breaker({ failureRatio: 0.2, window: { calls: 50 }, callsMin: 20, openMs: 1000, probes: 5 }),
        timeout({ timeoutMs: 300 }),
      ],
    },
    'retries-breaker-20': {
      style: 'rpc',
      clients: 10,
      policy: [
        retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }),
        breaker({ failureRatio: 0.2, window: { calls: 50 }, callsMin: 20, openMs: 1000, probes: 5 }),
        timeout({ timeoutMs: 300 }),
      ],
    },
  },
})
