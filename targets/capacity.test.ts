import { expect, test } from 'vitest'
import { capacityPerSecond } from './capacity.ts'
import { targetSchema } from './spec.ts'

const service = (ms: number) => ({ kind: 'constant', ms })
const leaf = { model: 'workers', slots: 100, service: service(50) }

test.each([
  ['a tutorial target, by its option', { model: 'tutorial', capacityPerSecond: 320 }, 320],
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
