import { expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { compareCsv } from './compare-csv.ts'
import { compareJson, parseComparison } from './compare-json.ts'
import { headline } from './headline.ts'
import { renderComparison } from './render-comparison.ts'
import type { Row } from './row.ts'
import { comparison, row, rowSide } from './testing.ts'

const NEVER = Number.POSITIVE_INFINITY
const hard = comparison(
  [
    row({ arm: 'never', effect: NEVER, low: -NEVER, high: NEVER, runsNeeded: NEVER, head: rowSide(NEVER) }),
    row({
      base: null,
      verdict: 'new',
      effect: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      p: Number.NaN,
      q: Number.NaN,
    }),
  ],
  { notes: ['said "so"'], changes: ['burst: a: was 1, is 2'] },
)

test('compare.json reads back as it was, with what is never and what is not known', () => {
  expect(parseComparison(compareJson(hard), 'compare.json')).toEqual(hard)
  expect(JSON.parse(compareJson(hard))).toMatchObject({
    schema: 3,
    headline: headline(hard),
    rows: [
      { arm: 'never', effect: 'never', low: '-never' },
      { effect: null, base: null },
    ],
  })
})

test.each([
  ['', 'must be JSON: '],
  ['[]', 'must have schema 3, got nothing'],
  ['{"schema": 1, "rows": []}', 'must have schema 3, got 1'],
])('what is no comparison is refused: %j', (text, rule) => {
  expect(() => parseComparison(text, 'f')).toThrow(ConfigError)
  expect(() => parseComparison(text, 'f')).toThrow(`f: ${rule}`)
})

test('the same comparison gives the same bytes, in three files', () => {
  expect([...renderComparison(hard)]).toEqual([...renderComparison(hard)])
  expect([...renderComparison(hard).keys()]).toEqual(['compare.json', 'compare.csv', 'compare.md'])
})

test('compare.csv has one line for each series; empty does not apply, inf is never', () => {
  expect(compareCsv(hard.rows).split('\n')).toEqual([
    'suite,arm,variant,phase,metric,unit,better,kind,gate,base_n,base,head_n,head,scale,effect,low,high,p,q,minimum,mde,runs_needed,verdict,note',
    'burst,never,default,all,response_p50,us,lower,noisy,true,8,100000,8,inf,ratio,inf,-inf,inf,0.500000,0.600000,0.050000,0.080000,inf,equivalent,',
    'burst,queue,default,all,response_p50,us,lower,noisy,true,0,,8,101000,ratio,,,,,,0.050000,0.080000,,new,',
    '',
  ])
})

test('the headline says how much could have been found', () => {
  const verdicts = ['regressed', 'improved', 'undetectable', 'equivalent'] as const
  const rows = verdicts.map((verdict, i) => row({ verdict, mde: (i + 1) / 10 }))
  expect(headline(comparison(rows))).toBe(
    '4 gate series: 1 regressed, 1 improved, 1 equivalent, 0 inconclusive, 1 undetectable. A change of 25.0 % would have been found in half of the latency and throughput series, of 40.0 % in all.',
  )
  expect(headline(comparison([]))).toBe(
    '0 gate series: 0 regressed, 0 improved, 0 equivalent, 0 inconclusive. There is nothing to judge.',
  )
  const without = (verdict: Row['verdict'], fields: Partial<Row> = {}) =>
    headline(comparison([row({ verdict, mde: Number.NaN, ...fields })])).split('. ')[1]
  expect(without('undetectable')).toBe('Too few runs to say what size of change would have been found.')
  // Neither runs nor dice are to blame here.
  expect(without('equal')).toBe('Nothing differs.')
  expect(without('inconclusive', { scale: 'difference', mde: 0.1 })).toBe(
    'Each row has the size of change that would have been found.',
  )
  expect(without('incomparable', { kind: 'exact' })).toBe('Nothing could be compared.')
  expect(headline(comparison([row({ kind: 'exact', verdict: 'equal', mde: Number.NaN })]))).toContain(
    'any change is found',
  )
})

test('arms are worse or better, a gap has changed', () => {
  const rows = [row({ verdict: 'regressed' }), row({ verdict: 'improved' })]
  expect(headline(comparison(rows, { by: 'arm' }))).toMatch(/^2 gate series: 1 worse, 1 better, /)
  expect(headline(comparison(rows, { by: 'gap' }))).toMatch(/^2 gate series: 2 changed, /)
})
