import { expect, test } from 'vitest'
import type { Comparison } from '../compare/comparison.ts'
import type { Row } from '../compare/row.ts'
import { rowSide } from '../compare/testing.ts'
import { comparisonSuites } from './junit-comparison.ts'
import { junitXml } from './junit-xml.ts'
import { readJunit } from './testing.ts'

const row = (fields: Partial<Row>): Row => ({
  suite: 'burst',
  variant: 'default',
  arm: 'queue',
  phase: 'all',
  metric: 'response_p99',
  unit: 'us',
  better: 'lower',
  kind: 'noisy',
  gates: true,
  plan: null,
  base: rowSide(10_000),
  head: rowSide(12_000),
  scale: 'ratio',
  effect: 0.2,
  low: 0.1,
  high: 0.3,
  p: 0.001,
  q: 0.01,
  minimum: 0.1,
  mde: 0.12,
  runsNeeded: Number.NaN,
  verdict: 'equivalent',
  note: '',
  ...fields,
})
const comparison = (rows: readonly Row[], by: Comparison['by'] = 'folder'): Comparison => ({
  by,
  base: { name: 'before', commit: 'c0ffee', class: 'linux x64', calibration: 50 },
  head: { name: 'after', commit: null, class: null, calibration: Number.NaN },
  notes: [],
  changes: [],
  rows,
})
const results = (rows: readonly Row[], by?: Comparison['by'], all = false) =>
  comparisonSuites(comparison(rows, by), all).flatMap(({ cases }) => cases.map(({ result }) => result))

test('a regression is a failure that says from where to where, with its interval', () => {
  expect(results([row({ verdict: 'regressed', note: 'paired' })])).toEqual([
    {
      kind: 'failure',
      type: 'regressed',
      message: 'regressed +20.0 % (95 % interval +10.0 % to +30.0 %), was 10.0 ms, is 12.0 ms, paired',
    },
  ])
  const exact = {
    kind: 'exact',
    unit: 'ratio',
    scale: 'difference',
    effect: 0.5,
    low: Number.NaN,
    high: Number.NaN,
  } as const
  const [result] = results([
    row({
      ...exact,
      metric: 'collapsed',
      verdict: 'regressed',
      base: rowSide(0, 20),
      head: rowSide(0.5, 20),
    }),
  ])
  expect(result!.message).toBe('regressed +0.500, was 0.000, is 0.500')
})

test.each(['missing', 'invalid', 'incomparable', 'undetectable'] as const)('%s was skipped', (verdict) => {
  expect(results([row({ verdict }), row({ verdict, note: 'why' })])).toEqual([
    { kind: 'skipped', type: verdict, message: verdict },
    { kind: 'skipped', type: verdict, message: `${verdict}: why` },
  ])
})

test.each([
  'improved',
  'changed',
  'inconclusive',
  'within-noise',
  'too-small',
  'accepted',
  'equivalent',
  'equal',
  'new',
] as const)('%s passes', (verdict) => expect(results([row({ verdict })])).toEqual([null]))

test('an informational series has a case when asked for, and passes', () => {
  const rows = [row({ gates: false, verdict: 'regressed' })]
  expect(results(rows)).toEqual([])
  expect(results(rows, 'folder', true)).toEqual([null])
})

test('arms of one result never fail', () => {
  const [suite] = comparisonSuites(comparison([row({ verdict: 'regressed' })], 'arm'), false)
  expect(suite!.cases[0]).toMatchObject({ result: null, properties: { verdict: 'worse', change: '+20.0 %' } })
})

test('each suite is a suite of the report, with the sides as properties', () => {
  const rows = [
    row({}),
    row({ suite: 'brownout', variant: 'mild', verdict: 'missing', head: null, effect: Number.NaN }),
  ]
  const report = readJunit(junitXml('stormbench', comparisonSuites(comparison(rows), false)))
  expect(report.testsuite.map((suite) => [suite['@name'], suite['@tests'], suite['@skipped']])).toEqual([
    ['burst', '1', '0'],
    ['brownout', '1', '1'],
  ])
  expect(report.testsuite[0]!.properties!.property.slice(0, 2)).toEqual([
    { '@name': 'base', '@value': 'before, c0ffee, linux x64' },
    { '@name': 'head', '@value': 'after' },
  ])
  expect(report.testsuite[1]!.testcase[0]).toMatchObject({
    '@name': 'queue response_p99',
    '@classname': 'brownout.mild',
  })
})
