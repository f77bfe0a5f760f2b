import { expect, test } from 'vitest'
import { gapSamples, gapsOf } from './gap.ts'
import { ruleOf } from './metric-rule.ts'
import { series } from './side.testing.ts'

const values = (...args: Parameters<typeof gapSamples>) => gapSamples(...args).map(({ arm, value }) => [arm, value])

test('every other arm is set beside the first one, or beside the arm that is named', () => {
  const samples = [...series([10], { arm: 'a' }), ...series([20], { arm: 'b' }), ...series([40], { arm: 'c' })]
  expect(values(samples)).toEqual([
    ['b/a', 2],
    ['c/a', 4],
  ])
  expect(values(samples, 'b')).toEqual([
    ['a/b', 0.5],
    ['c/b', 2],
  ])
  expect(values(samples, 'gone')).toEqual([])
})

test('seeds, phases, metrics, variants and suites meet only their own', () => {
  const other = [{ phase: 'recovery' }, { metric: 'response_p99' }, { variant: 'double' }, { suite: 'storm' }] as const
  for (const fields of other) {
    expect(values([...series([10], { arm: 'a' }), ...series([20], { ...fields, arm: 'b' })])).toEqual([])
  }
  expect(
    values([...series([10, 30], { arm: 'a' }), ...series([30], { arm: 'b' }, 8).map((s) => ({ ...s, repeat: 2 }))]),
  ).toEqual([['b/a', 1]])
})

test('a ratio is one of the same unit, a difference keeps the unit', () => {
  const [ratio] = gapSamples([...series([10], { arm: 'a' }), ...series([20], { arm: 'b' })])
  expect([ratio!.unit, ratio!.better]).toEqual(['ratio', 'lower'])
  const fields = { metric: 'recovery_time', unit: 'ms' } as const
  const [difference] = gapSamples([...series([500], { ...fields, arm: 'a' }), ...series([0], { ...fields, arm: 'b' })])
  expect([difference!.unit, difference!.value]).toEqual(['ms', -500])
})

test('nothing beside nothing is no gap, never beside something is endless', () => {
  const never = Number.POSITIVE_INFINITY
  const of = (a: number, b: number) =>
    gapSamples([...series([a], { arm: 'a' }), ...series([b], { arm: 'b' })])[0]!.value
  expect([of(0, 0), of(never, never), of(10, never), of(never, 10), of(0, never)]).toEqual([1, 1, never, 0, never])
})

const runsOf = (a: readonly number[], b: readonly number[]) => [...series(a, { arm: 'a' }), ...series(b, { arm: 'b' })]

test('a gap from 0 is a difference in its unit, in all repeats', () => {
  const gaps = gapSamples(runsOf([0, 100], [398_700, 40]))
  expect(gaps.map(({ unit, value }) => [unit, value])).toEqual([
    ['us', 398_700],
    ['us', -60],
  ])
  expect(ruleOf(gaps[1]!)).toMatchObject({ gates: true, effect: 'difference', minimum: 0, floor: 200 })
})

test('a gap from 0 in one result is a difference in the other as well', () => {
  const gaps = gapsOf([runsOf([0], [398_700]), runsOf([100], [200])]).flat()
  expect(gaps.map(({ unit, value }) => [unit, value])).toEqual([
    ['us', 398_700],
    ['us', 100],
  ])
})
