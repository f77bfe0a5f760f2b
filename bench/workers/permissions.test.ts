import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { ALL_ALLOWED, whyNotAllowed } from './permissions.ts'

const nats = { kind: 'nats', depthMax: 10, deliveriesMax: 1 } as const
const consumers = { concurrency: 1 } as const
const ARMS = {
  rpc: { style: 'rpc' },
  queue: { style: 'queue', broker: nats, consumers },
  'broker-killed': { style: 'queue', broker: { ...nats, crash: { atMs: 1 } }, consumers },
  'consumer-killed': { style: 'queue', broker: nats, consumers: { ...consumers, crash: { atMs: 1, holding: 1 } } },
} as const
const MODEL: SuiteInput['target'] = { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } }

function why(arm: keyof typeof ARMS, permissions: Parameters<typeof whyNotAllowed>[1], target = MODEL) {
  const suite = parseSuite({ name: 's', question: 'May it?', target, load: '1s@1', arms: { [arm]: ARMS[arm] } })
  return whyNotAllowed(cellsOf(suite)[0]!, permissions)
}

test.each(['rpc', 'queue', 'broker-killed', 'consumer-killed'] as const)(
  'of ones own user all is allowed: %s',
  (arm) => {
    expect(why(arm, ALL_ALLOWED)).toBeUndefined()
    expect(why(arm, ALL_ALLOWED, { url: 'http://10.0.0.1/' })).toBeUndefined()
  },
)

test.each([
  ['rpc', undefined],
  ['queue', undefined],
  ['broker-killed', /^arms.broker-killed.broker.crash: this worker starts no broker .* --allow-brokers/],
  ['consumer-killed', /^arms.consumer-killed.consumers.crash: this worker starts no consumer .* --allow-brokers/],
] as const)('processes are started for others only if that is allowed: %s', (arm, rule) => {
  const got = why(arm, { brokers: false, targets: undefined })
  if (rule === undefined) expect(got).toBeUndefined()
  else expect(got).toMatch(rule)
})

test.each([
  [{ url: 'http://10.0.0.1/any/path?x=1' }, undefined],
  [{ url: 'http://user:secret@10.0.0.1/' }, undefined],
  [{ url: 'http://10.0.0.1:81/' }, 'http://10.0.0.1:81'],
  [{ url: 'https://10.0.0.1/' }, 'https://10.0.0.1'],
  [{ url: 'http://10.0.0.1.evil.test/' }, 'http://10.0.0.1.evil.test'],
  [{ url: 'http://10.0.0.1:x@127.0.0.1/' }, 'http://127.0.0.1'],
])('only the services that are allowed are loaded: %j', (target, origin) => {
  const got = why('rpc', { brokers: false, targets: ['http://10.0.0.1'] }, target)
  expect(got).toBe(
    origin &&
      `target.url: this worker loads only http://10.0.0.1; start it with --allow-target ${origin} too to let it`,
  )
})

test.each([
  ['a model that `run` hosts is at any port', MODEL],
  ['a function may call anything', { call: async () => 1 }],
])('%s: with a list of services it is not loaded', (_, target) => {
  expect(why('rpc', { brokers: false, targets: ['http://127.0.0.1:80'] }, target)).toContain('target: must be a url')
})
