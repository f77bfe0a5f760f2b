import { expect, test } from 'vitest'
import { fault } from '../targets/model/testing.ts'
import { targetSchema } from '../targets/spec.ts'
import { mistakesOfFault } from './fault-mistakes.ts'

const span = { fromMs: 0, toMs: 500 }
const model = targetSchema.parse({ model: 'workers', slots: 4, service: { kind: 'constant', ms: 10 } })
const service = targetSchema.parse({ url: 'http://127.0.0.1:1/' })
const delay = { kind: 'constant', ms: 5 }

test.each([
  ['errors', { ratio: 1 }],
  ['slow', { factor: 2 }],
  ['outage', {}],
  ['outage', { mode: 'reset' }],
  ['pause', {}],
  ['latency', { delay }],
  ['throttle', { ratePerSecond: 5 }],
])('a model and a service by URL both take %s %o', (kind, options) => {
  const one = fault({ kind, ...options, ...span })
  expect([mistakesOfFault(model, one), mistakesOfFault(service, one)]).toEqual([[], []])
})

test('a model has no status and no body', () => {
  expect(mistakesOfFault(model, fault({ kind: 'errors', ratio: 1, status: 429, ...span }))).toEqual([
    { path: ['status'], message: 'must be left out for a model: its attempts fail without a status' },
  ])
  expect(mistakesOfFault(model, fault({ kind: 'bandwidth', bytesPerSecond: 100, ...span }))).toEqual([
    { path: ['kind'], message: expect.stringContaining('must not be bandwidth for a model') },
  ])
})

test('a proxy before a service sees no workers, and not when work begins', () => {
  expect(mistakesOfFault(service, fault({ kind: 'capacity', factor: 0.5, ...span }))).toEqual([
    { path: ['kind'], message: expect.stringContaining('throttle limits its attempts per second') },
  ])
  const slow = { kind: 'slow', factor: 2, ...span }
  for (const appliesAt of ['service', 'admission']) {
    expect(mistakesOfFault(service, fault({ ...slow, appliesAt }))).toEqual([
      { path: ['appliesAt'], message: 'must be left out for a service: when its work begins is not known' },
    ])
  }
  expect(mistakesOfFault(service, fault({ ...slow, shard: 1, tier: 1 })).map(({ path }) => path)).toEqual([
    ['shard'],
    ['tier'],
  ])
})

test('a proxy of bytes sees no attempts and no answers', () => {
  const call = targetSchema.parse({ call: async () => 1, through: 'tcp://127.0.0.1:5432' })
  const inputs = [
    { kind: 'outage' },
    { kind: 'pause' },
    { kind: 'latency', delay },
    { kind: 'bandwidth', bytesPerSecond: 9 },
  ]
  for (const input of inputs) expect(mistakesOfFault(call, fault({ ...input, ...span }))).toEqual([])
  for (const input of [
    { kind: 'errors', ratio: 1 },
    { kind: 'slow', factor: 2 },
    { kind: 'throttle', ratePerSecond: 1 },
  ]) {
    expect(mistakesOfFault(call, fault({ ...input, ...span }))).toEqual([
      {
        path: ['kind'],
        message:
          'must be one of outage, pause, latency, bandwidth for a call: the proxy before its service sees bytes alone',
      },
    ])
  }
})
