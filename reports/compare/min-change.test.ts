import { expect, test } from 'vitest'
import { compareText } from './compare-text.ts'
import { compareSides } from './judge.ts'
import type { MinChange } from './min-change.ts'
import { outcomeOf } from './outcome.ts'
import { type SeriesFields, series, side } from './side.testing.ts'
import { comparison } from './testing.ts'

const NEVER = Number.POSITIVE_INFINITY
const LOST: SeriesFields = { metric: 'messages_lost', unit: 'count' }
const RATIO: SeriesFields = { metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }

function rows(minChange: MinChange, base: readonly number[], head: readonly number[], fields: SeriesFields = {}) {
  const of = (values: readonly number[]) => side(series(values, { kind: 'exact', ...fields }))
  return compareSides(of(base), of(head), new Map(), minChange)
}
const verdict = (...args: Parameters<typeof rows>) => rows(...args)[0]!.verdict

test.each([
  ['regressed', 0, [1000], [1001], {}],
  ['too-small', 0.01, [1000], [1009.9], {}],
  ['regressed', 0.01, [1000], [1010], {}],
  ['too-small', 0.01, [1000], [991], {}],
  ['improved', 0.01, [1000], [989], {}],
  ['equal', 0.01, [1000], [1000], {}],
  // The share is that of the base, whatever the unit.
  ['too-small', 0.01, [0.9], [0.8911], RATIO],
  ['regressed', 0.01, [0.9], [0.8909], RATIO],
  // Nothing is a share of 0.
  ['regressed', 0.5, [0], [1], { metric: 'recovery_time', unit: 'ms' }],
  // Each lost message counts, also in one of many seeds.
  ['regressed', 0.5, [1000], [1001], LOST],
  ['regressed', 'measured', [0, 0, 0], [0, 0, 1], LOST],
  // 10 % of a median, 200 us, and 0.1 percentage points, as for measured figures.
  ['too-small', 'measured', [100_000], [109_000], { metric: 'response_p99' }],
  ['regressed', 'measured', [100_000], [111_000], { metric: 'response_p99' }],
  ['too-small', 'measured', [1000], [1180], { metric: 'response_p99' }],
  ['too-small', 'measured', [0.9], [0.8991], RATIO],
  ['regressed', 'measured', [0.9], [0.8989], RATIO],
] as const)('%s with a smallest change of %j: from %j to %j', (expected, minChange, base, head, fields) => {
  expect(verdict(minChange, base, head, fields)).toBe(expected)
})

test('a mean that moved far is not too small, even where the median stands still', () => {
  expect(verdict(0.01, [1000, 1000, 1000], [1000, 1000, 1029])).toBe('too-small')
  expect(verdict(0.01, [1000, 1000, 1000], [1000, 1000, 1030])).toBe('regressed')
})

test('one more seed that is never is not too small, and figures that are never on both sides do not hide others', () => {
  expect(verdict(0.01, [1000, 1000], [1000, NEVER])).toBe('regressed')
  expect(verdict(0.01, [1000, NEVER], [1001, NEVER])).toBe('too-small')
  expect(verdict(0.01, [1000, NEVER, NEVER], [2000, NEVER, NEVER])).toBe('regressed')
})

test('figures of which most are never do not hide a change of the others', () => {
  const recovery: SeriesFields = { metric: 'recovery_time', unit: 'ms' }
  const at = (minChange: MinChange, is: number) =>
    verdict(minChange, [NEVER, NEVER, NEVER, 5000, 5000], [NEVER, NEVER, NEVER, 5000, is], recovery)
  // Of the mean of 5000, 1 % is 50.
  expect([at(0.01, 5099), at(0.01, 5100), at(0.5, 60_000)]).toEqual(['too-small', 'regressed', 'regressed'])
  expect([at('measured', 6999), at('measured', 7000)]).toEqual(['too-small', 'regressed'])
  const latency = (is: number) => verdict('measured', [NEVER, NEVER, NEVER, 5000], [NEVER, NEVER, NEVER, is])
  expect([latency(5100), latency(60_000)]).toEqual(['too-small', 'regressed'])
})

test.each([0.01, 'measured'] as const)('a middle of 0 does not hide a change of other seeds: %j', (minChange) => {
  expect(verdict(minChange, [0, 0, 1000], [0, 0, 1_000_000])).toBe('regressed')
  expect(verdict(minChange, [0, 0, 0], [0, 0, 1_000_000])).toBe('regressed')
  expect(verdict(minChange, [0, 0, 1], [0, 0, 9], { metric: 'goodput_ratio', unit: 'ratio' })).toBe('regressed')
})

test('a change that is too small fails nothing, and is shown beside the smallest change', () => {
  const small = rows(0.01, [100_000], [100_300])
  expect([outcomeOf(small), small[0]!.minimum]).toEqual(['fine', 0.01])
  const text = compareText(comparison(small), NEVER)
  expect(text).toMatch(/^1 gate series: .*, 1 too-small\. .* one of at least the smallest change counts\.\n/)
  expect(text).toMatch(/response_p50 \[ms\] +100\.0 +100\.3 +\+0\.3 % +too-small +\+1\.0 %/)
})
