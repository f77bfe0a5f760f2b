import { expect, test } from 'vitest'
import { ruleOf } from '../compare/metric-rule.ts'
import { changeShare, isLarge, levelOf } from './level.ts'

const { POSITIVE_INFINITY: NEVER, NEGATIVE_INFINITY: LESS } = Number

test('a level is the mean, with infinite values the lower of the two in the middle, and never NaN', () => {
  expect(levelOf([1, 2, 6])).toBe(3)
  expect(levelOf([1, NEVER, 3])).toBe(3)
  expect(levelOf([1, NEVER])).toBe(1)
  expect(levelOf([LESS, NEVER])).toBe(LESS)
  expect(levelOf([NEVER])).toBe(NEVER)
})

test.each([
  ['response_p50', 'us', 100_000, 104_999, 105_000],
  ['response_p99', 'us', 100_000, 109_999, 110_000],
  ['response_p999', 'us', 100_000, 114_999, 115_000],
  // 5 % of 1 ms is less than the floor of 0.2 ms.
  ['response_p50', 'us', 1000, 1199, 1200],
  // The gap of two latencies is a ratio: no floor.
  ['response_p50', 'ratio', 2, 2.09, 2.1],
  ['goodput_ratio', 'ratio', 0.5, 0.4991, 0.498],
  ['retry_amplification', 'ratio', 1, 1.04, 1.06],
  ['recovery_time', 'ms', 5000, 5999, 6000],
  ['throughput', 'per_second', 1000, 951, 950],
] as const)('%s [%s] from %d: %d is too small a change, %d is one', (metric, unit, before, small, large) => {
  const rule = ruleOf({ metric, unit, phase: 'all', better: 'lower' })
  expect(isLarge(before, small, rule)).toBe(false)
  expect(isLarge(before, large, rule)).toBe(true)
})

test('from and to infinity is large, from infinity to infinity is no change', () => {
  const rule = ruleOf({ metric: 'response_p99', unit: 'us', phase: 'all', better: 'lower' })
  expect([isLarge(1, NEVER, rule), isLarge(NEVER, 1, rule), isLarge(LESS, NEVER, rule)]).toEqual([true, true, true])
  expect(isLarge(NEVER, NEVER, rule)).toBe(false)
})

test('a share has the sign of the direction, also from below 0, and is null from 0 and from or to infinity', () => {
  expect(changeShare(100, 125)).toBe(0.25)
  expect(changeShare(-4, -3)).toBe(0.25)
  expect([changeShare(0, 1), changeShare(1, NEVER), changeShare(NEVER, 1), changeShare(0, 0)]).toEqual([
    null,
    null,
    null,
    null,
  ])
})
