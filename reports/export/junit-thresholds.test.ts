import { expect, test } from 'vitest'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { runData } from '../data/testing.ts'
import { thresholdSuites } from './junit-thresholds.ts'
import { junitXml } from './junit-xml.ts'
import { readJunit } from './testing.ts'

const threshold = (fields: Partial<ThresholdResult>): ThresholdResult => ({
  suite: 'burst',
  variant: 'default',
  arm: 'queue',
  threshold: 'response',
  expression: 'p(99)<100',
  unit: 'ms',
  measured: 90,
  limit: 100,
  verdict: 'ok',
  reason: '',
  ...fields,
})
const thresholds = [
  threshold({}),
  threshold({ variant: 'corrected', verdict: 'failed', measured: 'never' }),
  threshold({
    verdict: 'failed',
    threshold: 'goodput_ratio',
    expression: 'value>0.9',
    unit: 'ratio',
    measured: 0.8,
    limit: 0.9,
  }),
  threshold({ verdict: 'insufficient', measured: null, reason: 'fewer than ten samples' }),
  threshold({ suite: 'chain', verdict: 'invalid', measured: null, limit: null, reason: 'repeat 2 is invalid' }),
]

test('a verdict is reported in its words', () => {
  const verdict = { threshold: 'verdict', expression: 'value!=metastable', unit: 'word', limit: 'metastable' } as const
  const [suite] = thresholdSuites(
    runData({
      thresholds: [
        threshold({ ...verdict, verdict: 'failed', measured: 'metastable 7, slow 3' }),
        threshold({ ...verdict, verdict: 'insufficient', measured: 'undecided', reason: 'too short' }),
      ],
    }),
  )
  expect(suite!.cases).toMatchObject([
    {
      name: 'queue verdict: value!=metastable',
      result: { kind: 'failure', message: 'value!=metastable: measured metastable 7, slow 3, limit metastable' },
      properties: { measured: 'metastable 7, slow 3', limit: 'metastable' },
    },
    { result: { kind: 'skipped', type: 'insufficient', message: 'too short' } },
  ])
})

test('each threshold and arm is a case: a failed one is a failure, one that is not known is skipped', () => {
  const [burst, chain] = thresholdSuites(runData({ thresholds }))
  expect(burst!.cases.map(({ name, className, result }) => [name, className, result])).toEqual([
    ['queue response: p(99)<100', 'burst', null],
    [
      'queue response: p(99)<100',
      'burst.corrected',
      { kind: 'failure', type: 'threshold', message: 'p(99)<100: measured never, limit 100.000 ms' },
    ],
    [
      'queue goodput_ratio: value>0.9',
      'burst',
      { kind: 'failure', type: 'threshold', message: 'value>0.9: measured 0.800000, limit 0.900000' },
    ],
    [
      'queue response: p(99)<100',
      'burst',
      { kind: 'skipped', type: 'insufficient', message: 'fewer than ten samples' },
    ],
  ])
  expect(burst!.cases[0]!.properties).toEqual({ measured: '90.000 ms', limit: '100.000 ms' })
  expect([chain!.name, chain!.cases[0]!.properties]).toEqual(['chain thresholds', { measured: 'n/a', limit: 'n/a' }])
  const report = readJunit(junitXml('stormbench', [burst!, chain!]))
  expect(report.testsuite.map((suite) => [suite['@failures'], suite['@skipped']])).toEqual([
    ['2', '1'],
    ['0', '1'],
  ])
})
