import { expect, test } from 'vitest'
import { cellsOf } from './cell.ts'
import { mistakesOf } from './core/mistakes.testing.ts'
import { breaker, bulkhead, custom, defineSuite, fullJitter, retry, timeout } from './define.ts'
import { parseSuite } from './parse-suite.ts'

const good = defineSuite({
  name: 'mine',
  question: 'Does it hold?',
  target: { model: 'workers', slots: 4, service: { kind: 'exponential', meanMs: 10 } },
  load: '1s@50',
  arms: {
    rpc: {
      style: 'rpc',
      policy: [
        retry({ retriesMax: 3, backoff: fullJitter({ baseMs: 20, capMs: 400 }) }),
        breaker({ openMs: 500 }),
        timeout({ timeoutMs: 100 }),
      ],
    },
    queue: { style: 'queue', broker: { depthMax: 100, deliveriesMax: 4 }, consumers: { concurrency: 4 } },
  },
})

/** Not checked by the compiler: the point is to make it wrong. */
type Anything = ReturnType<typeof JSON.parse>

function mistakes(change: (suite: Anything) => void): readonly string[] {
  const suite = structuredClone(good)
  change(suite)
  return mistakesOf(() => parseSuite(suite))
}

test('a short deadline makes the bounds on lateness closer', () => {
  const lateness = (deadlineMs: number) => parseSuite({ ...good, deadlineMs }).validity.dispatchDelayP99MaxMs
  expect([20, 1000].map(lateness)).toEqual([10, 50])
  expect(parseSuite({ ...good, deadlineMs: 20, validity: { dispatchDelayP99MaxMs: 50 } }).validity).toMatchObject({
    dispatchDelayP99MaxMs: 50,
    eventLoopDelayP99MaxMs: 10,
  })
})

test('a suite is filled in with defaults', () => {
  const suite = parseSuite(good)
  expect(suite).toMatchObject({ seed: 7, repeats: 3, drainMs: 10_000, faults: [], pacing: 'timer' })
  expect(suite.arms.rpc).toMatchObject({ policy: [{ retryOn: ['failed', 'timeout'] }, { probes: 10 }, {}] })
})

test.each<[(suite: Anything) => void, string[]]>([
  [
    (s) => {
      s.arms.rpc.policy[1].openMs = -5
    },
    ['arms.rpc.policy[1].openMs: must be above 0, got -5'],
  ],
  [
    (s) => {
      s.arms.rpc.policy[1].openMs = 'long'
    },
    ['arms.rpc.policy[1].openMs: must be a number, got "long"'],
  ],
  [
    (s) => {
      s.arms.rpc.policy[1].opensMs = 5
    },
    ['arms.rpc.policy[1].opensMs: is not an option here, got 5; did you mean openMs?'],
  ],
  [
    (s) => {
      s.arms.rpc.policy[0].kind = 'hope'
    },
    [
      'arms.rpc.policy[0].kind: must be one of timeout, deadline, retry, breaker, tutorial-breaker, bulkhead, custom, got "hope"',
    ],
  ],
  [
    (s) => {
      s.arms.rpc.policy[0].retriesMax = 1.5
    },
    ['arms.rpc.policy[0].retriesMax: must be a whole number, got 1.5'],
  ],
  [
    (s) => {
      s.arms.rpc.policy[0].retriesMax = 101
    },
    ['arms.rpc.policy[0].retriesMax: must be at most 100, got 101'],
  ],
  [
    (s) => {
      delete s.arms.rpc.policy[2].timeoutMs
    },
    ['arms.rpc.policy[2].timeoutMs: must be a number, got nothing'],
  ],
  [
    (s) => {
      s.arms = {}
    },
    ['arms: must have at least one arm, got {}'],
  ],
  [
    (s) => {
      s.arms['a b'] = s.arms.rpc
    },
    [
      'arms.a b: its name must be 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit, got {"style":"rpc","policy":[{"kind":"retry","retriesMax":3,"backoff":{"kind":"fu...',
    ],
  ],
  [
    (s) => {
      s.load = '1s@fast'
    },
    [
      'load.plan: must be pieces such as 30s@50 (hold) or 10s@50~500 (ramp), parted by commas, with ms, s, m or h; got "1s@fast"',
    ],
  ],
  [
    (s) => {
      s.load = '1h@5000'
    },
    ['load: must ask for at most 10000000 requests in a run, got 18000000'],
  ],
  [
    (s) => {
      s.load = {}
    },
    ['load: must have exactly one of stages, plan and trace, got {}'],
  ],
  [
    (s) => {
      s.target = { url: 'ftp://127.0.0.1' }
    },
    ['target.url: must be an http or https URL, got "ftp://127.0.0.1"'],
  ],
  [
    (s) => {
      s.target.model = 'cloud'
    },
    ['target.model: must be one of tutorial, workers, linear, chain, url, call, got "cloud"'],
  ],
  [
    (s) => {
      s.target = { call: async () => 1 }
      s.faults = [{ kind: 'slow', factor: 2, fromMs: 0, toMs: 10 }]
    },
    [
      'faults: must be empty for a call without target.through, the address of its service: tcp://host:port, got [{"kind":"slow","factor":2,"fromMs":0,"toMs":10}]',
      'faults[0].kind: must be one of outage, pause, latency, bandwidth for a call: the proxy before its service sees bytes alone, got "slow"',
    ],
  ],
  [
    (s) => {
      s.arms.rpc.policy[0].backoff.capMs = 10
    },
    ['arms.rpc.policy[0].backoff.capMs: must be at least baseMs, got 10'],
  ],
  [
    (s) => {
      s.repeats = 0
      s.question = ''
      s.arms.queue.broker.depthMax = 0
    },
    [
      'question: must not be empty, got ""',
      'repeats: must be at least 1, got 0',
      'arms.queue.broker.depthMax: must be at least 1, got 0',
    ],
  ],
])('a mistake is reported with path, rule and value: %s', (change, expected) => {
  expect(mistakes(change)).toEqual(expected)
})

test('a value that is no suite is refused', () => {
  expect(() => parseSuite(undefined)).toThrow('suite: must be an object, got nothing')
  expect(() => parseSuite([])).toThrow('suite: must be an object, got []')
})

test('a suite has at most 10,000 arms in all variants together', () => {
  const many = <T>(count: number, value: T) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value] as const))
  const suite = (arms: number) => ({
    ...good,
    arms: many(arms, { style: 'rpc' as const }),
    variants: { ...many(10, {}), own: { arms: { rpc: { style: 'rpc' as const } } } },
  })
  expect(() => parseSuite(suite(999))).not.toThrow()
  expect(() => parseSuite(suite(1000))).toThrow(
    'variants: must have at most 10000 arms in all variants together, got 10001',
  )
})

test('cells are all arms of all variants; a variant says only what differs', () => {
  const suite = parseSuite({
    ...good,
    variants: {
      plain: { about: 'as it is' },
      slow: { load: '2s@50', arms: { only: { style: 'rpc', policy: [bulkhead({ inFlightMax: 2 })] } }, repeats: 1 },
    },
  })
  expect(cellsOf(suite).map(({ variant, arm, repeats }) => `${variant} ${arm} ${repeats}`)).toEqual([
    'plain rpc 3',
    'plain queue 3',
    'slow only 1',
  ])
})

test('a custom policy is a function', () => {
  const policy = [custom('mine', () => (inner) => inner)]
  expect(parseSuite({ ...good, arms: { rpc: { style: 'rpc', policy } } }).arms.rpc).toBeDefined()
})

test.each([
  [() => 5, 'must return a policy, a function of the inner call'],
  [() => () => 5, 'must return a policy that returns a call'],
  [async () => Promise.reject(new Error('boo')), 'must return a policy, not a promise of one'],
  [
    () => async () => Promise.reject(new Error('boo')),
    'must return a policy that returns a call, not a promise of one',
  ],
  [
    () => {
      throw new Error('boo')
    },
    'must not throw: boo',
  ],
])('a custom policy that cannot work is refused before anything runs: %s', (create, message) => {
  const suite = { ...good, arms: { rpc: { style: 'rpc', policy: [custom('mine', create as never)] } } }
  expect(() => parseSuite(suite)).toThrow(`arms.rpc.policy[0].create: ${message}`)
})

test('a fault that begins after the load is refused; one that outlasts it is not', () => {
  const slow = (fromMs: number) => [{ kind: 'slow', factor: 2, fromMs, toMs: 80_000 }]
  expect(() => parseSuite({ ...good, faults: slow(1000) })).toThrow(
    'faults[0].fromMs: must be before the load ends at 1000 ms, got 1000',
  )
  expect(parseSuite({ ...good, faults: slow(999) }).faults.length).toBe(1)
})
