import { expect, test } from 'vitest'
import { injectedFailureRatio } from './injected.ts'
import { fault } from './model/testing.ts'
import { targetSchema } from './spec.ts'

const service = { kind: 'constant', ms: 10 }
const workers = { model: 'workers', slots: 1, service, failureRatio: 0.2 }
const span = { fromMs: 10, toMs: 20 }
const errors = (ratio: number, where: object = {}) => fault({ kind: 'errors', ratio, ...span, ...where })

test('an injected failure is of the model or of a fault, as independent chances, while the fault holds', () => {
  const ratios = [9.999, 10, 19.999, 20].map((atMs) =>
    injectedFailureRatio(targetSchema.parse(workers), [errors(0.5)], atMs),
  )
  expect(ratios).toEqual([0.2, 0.6, 0.6, 0.2])
})

test.each([
  [{ kind: 'outage', mode: 'lost' }, 1],
  [{ kind: 'outage', mode: 'refused' }, 1],
  [{ kind: 'outage', mode: 'reset' }, 1],
  [{ kind: 'outage', mode: 'buffered' }, 0.2],
  [{ kind: 'pause' }, 0.2],
  [{ kind: 'slow', factor: 10 }, 0.2],
  [{ kind: 'latency', delay: service }, 0.2],
  [{ kind: 'throttle', ratePerSecond: 1 }, 0.2],
])('%o: %d of the attempts fail', (input, ratio) => {
  expect(injectedFailureRatio(targetSchema.parse(workers), [fault({ ...input, ...span })], 10)).toBe(ratio)
})

test('a fault of one shard of four counts a quarter', () => {
  const model = targetSchema.parse({ ...workers, shards: 4, failureRatio: 0 })
  expect(injectedFailureRatio(model, [errors(1, { shard: 3 })], 10)).toBe(0.25)
  expect(injectedFailureRatio(model, [errors(1, { shard: 3 }), errors(0.5)], 10)).toBe((1 + 3 * 0.5) / 4)
  expect(injectedFailureRatio(model, [errors(1, { shard: 3 })], 20)).toBe(0)
})

test('in a chain every call must succeed: 1 - (1 - f)^calls at the leaf, and at the tiers in front of it', () => {
  const tier = { slots: 1, service, fanOut: 2 }
  const model = targetSchema.parse({ model: 'chain', tiers: [tier, tier], leaf: workers })
  expect(injectedFailureRatio(model, [], 0)).toBeCloseTo(1 - 0.8 ** 4, 12)
  expect(injectedFailureRatio(model, [errors(0.5)], 10)).toBeCloseTo(1 - 0.4 ** 4, 12)
  expect(injectedFailureRatio(model, [errors(0.5, { tier: 1 })], 10)).toBeCloseTo(1 - 0.5 ** 2 * 0.8 ** 4, 12)
  expect(injectedFailureRatio(model, [errors(0.5, { tier: 0 })], 10)).toBeCloseTo(1 - 0.5 * 0.8 ** 4, 12)
})

test('the failures of a service itself are not known, those of its faults are', () => {
  const url = targetSchema.parse({ url: 'http://localhost:1/' })
  const outage = fault({ kind: 'outage', mode: 'refused', ...span })
  expect(injectedFailureRatio(url, [], 0)).toBe(0)
  expect([9.999, 10, 20].map((atMs) => injectedFailureRatio(url, [outage], atMs))).toEqual([0, 1, 0])
  expect(injectedFailureRatio(url, [errors(0.25)], 10)).toBe(0.25)
})
