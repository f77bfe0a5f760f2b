import { expect, test } from 'vitest'
import { custom } from '../bench/define.ts'
import { targetSchema } from './spec.ts'

const service = { kind: 'constant', ms: 10 }
const workers = { model: 'workers', slots: 1, service }
const tier = { slots: 1, service }

const mistakes = (spec: unknown) =>
  targetSchema.safeParse(spec).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

test('numbers for codel are refused where nothing reads them', () => {
  for (const discipline of ['fifo', 'lifo', 'adaptive-lifo']) {
    expect(mistakes({ ...workers, discipline, codel: {} })).toEqual([
      'codel: must not be given unless discipline is codel',
    ])
  }
  expect(targetSchema.parse({ ...workers, discipline: 'codel', codel: { targetMs: 10 } })).toMatchObject({
    codel: { targetMs: 10, intervalMs: 100 },
  })
})

test('a policy that is a function is refused in a tier', () => {
  const policy = [{ kind: 'timeout', timeoutMs: 5 }, custom('own', () => (inner) => inner)]
  expect(mistakes({ model: 'chain', tiers: [{ ...tier, policy }], leaf: workers })).toEqual([
    'tiers.0.policy.1.kind: must not be custom in a tier: its function cannot be sent to the thread of the target',
  ])
})

test.each([
  ['shards', { ...workers, shards: 101 }],
  ['tiers', { model: 'chain', tiers: Array(9).fill(tier), leaf: workers }],
  ['tiers', { model: 'chain', tiers: [], leaf: workers }],
  ['tiers.0.fanOut', { model: 'chain', tiers: [{ ...tier, fanOut: 101 }], leaf: workers }],
  ['leaf.model', { model: 'chain', tiers: [tier], leaf: { model: 'chain', tiers: [tier], leaf: workers } }],
  ['perInFlightMs', { model: 'linear', baseMs: 0, perInFlightMs: 0 }],
])('%s has a limit', (path, spec) => {
  expect(mistakes(spec)?.map((mistake) => mistake.split(':')[0])).toEqual([path])
})

test('a spec survives the way to the thread of the target', () => {
  const policy = [{ kind: 'retry', retriesMax: 3, budget: {} }, { kind: 'breaker' }]
  const network = { kind: 'exponential', meanMs: 5 }
  const spec = targetSchema.parse({ model: 'chain', tiers: [{ ...tier, policy }], leaf: { ...workers, network } })
  expect(targetSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
})
