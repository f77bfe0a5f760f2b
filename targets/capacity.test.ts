import { expect, test } from 'vitest'
import { capacityPerSecond } from './capacity.ts'
import { targetSchema } from './spec.ts'

const service = (ms: number) => ({ kind: 'constant', ms })
const leaf = { model: 'workers', slots: 100, service: service(50) }

test.each([
  ['a tutorial target, by what it tends to in overload', { model: 'tutorial', capacityPerSecond: 320 }, 640],
  ['a tutorial target that overload does not slow down', { model: 'tutorial', overloadMs: 0 }, undefined],
  ['workers: slots / service time', { model: 'workers', slots: 10, service: service(25) }, 400],
  ['workers: every shard adds its own', { model: 'workers', shards: 3, slots: 10, service: service(25) }, 1200],
  [
    'workers: by the mean of their time',
    { model: 'workers', slots: 2, service: { kind: 'uniform', minMs: 0, maxMs: 8 } },
    500,
  ],
  ['linear: 1000 / perInFlightMs', { model: 'linear', baseMs: 1000, perInFlightMs: 10 }, 100],
  ['a chain, by a leaf that is narrow', { model: 'chain', tiers: [{ slots: 1000, service: service(50) }], leaf }, 2000],
  [
    'a chain, by slots that wait for the leaf',
    { model: 'chain', tiers: [{ slots: 10, service: service(50) }], leaf },
    100,
  ],
  [
    'a chain, by what fans out in front of a tier',
    {
      model: 'chain',
      tiers: [
        { slots: 1000, service: service(100), fanOut: 4 },
        { slots: 100, service: service(50), fanOut: 5 },
      ],
      leaf: { ...leaf, slots: 10_000 },
    },
    250,
  ],
  ['no limit without time', { model: 'workers', slots: 1, service: service(0) }, undefined],
  ['not known by URL', { url: 'http://localhost:1/' }, undefined],
] as const)('capacity of %s', (_, spec, perSecond) => {
  expect(capacityPerSecond(targetSchema.parse(spec))).toBe(perSecond)
})

test('a chain in front of parallel calls that always take the same is as without them; of one call the mean counts', () => {
  const capacity = (fanOut: number, leafService: object) =>
    capacityPerSecond(
      targetSchema.parse({
        model: 'chain',
        tiers: [{ slots: 10, service: service(50), fanOut }],
        leaf: { ...leaf, slots: 10_000, service: leafService },
      }),
    )
  expect([capacity(1, service(50)), capacity(8, service(50))]).toEqual([100, 100])
  expect(capacity(1, { kind: 'uniform', minMs: 0, maxMs: 100 })).toBe(100)
  // The largest of three between 0 and 100 ms is 75 ms on average.
  expect(capacity(3, { kind: 'uniform', minMs: 0, maxMs: 100 })).toBeCloseTo(10_000 / 125, 3)
})

test('of parallel calls the slowest holds the slot: ten exponential ones take 1 + 1/2 + ... + 1/10 = 2.93 times the mean', () => {
  const spec = {
    model: 'chain',
    tiers: [{ slots: 10, service: { kind: 'exponential', meanMs: 1 }, fanOut: 10 }],
    leaf: { model: 'workers', slots: 1000, service: { kind: 'exponential', meanMs: 10 } },
  }
  const harmonic = Array.from({ length: 10 }, (_, i) => 1 / (i + 1)).reduce((sum, part) => sum + part, 0)
  const exact = 10_000 / (1 + 10 * harmonic)
  expect(capacityPerSecond(targetSchema.parse(spec))! / exact).toBeCloseTo(1, 3)
})
