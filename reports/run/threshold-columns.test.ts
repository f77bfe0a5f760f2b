import { expect, test } from 'vitest'
import { figureData, type ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { runData } from '../data/testing.ts'
import { plainText } from '../span.ts'
import { toText } from '../table.ts'
import { reportMarkdown } from './report.ts'
import { thresholdColumns, thresholdSection, thresholdSpans } from './threshold-columns.ts'

const OK: ThresholdResult = {
  suite: 'burst',
  variant: 'default',
  arm: 'rpc',
  threshold: 'response{phase:recovery}',
  expression: 'p(99)<250',
  unit: 'ms',
  measured: 249.5,
  limit: 250,
  verdict: 'ok',
  reason: '',
}
const NEVER: ThresholdResult = {
  ...OK,
  arm: 'queue',
  measured: figureData(Number.POSITIVE_INFINITY),
  verdict: 'failed',
}
const UNKNOWN: ThresholdResult = {
  ...OK,
  threshold: 'goodput_ratio',
  expression: 'rate>=baseline',
  unit: 'ratio',
  measured: 0.9999996,
  limit: figureData(Number.NaN),
  verdict: 'insufficient',
  reason: 'no baseline in reports/baseline',
}
const thresholds = [OK, NEVER, UNKNOWN]

const SECTION = `### Thresholds

1 ok, 1 failed, 1 insufficient. Latencies and other times are in ms. The measured figure is the median over the repeats.

| arm | threshold | expression | measured | limit | verdict | reason |
| --- | --- | --- | ---: | ---: | --- | --- |
| rpc | response{phase:recovery} | p(99)<250 | 249.500 | 250.000 | ok |  |
| queue | response{phase:recovery} | p(99)<250 | never | 250.000 | failed |  |
| rpc | goodput_ratio | rate>=baseline | 1.000000 | n/a | insufficient | no baseline in reports/baseline |`

test('a section of the report, in the order of the results', () => {
  expect(thresholdSection({ thresholds }, 'burst').join('\n\n')).toBe(SECTION)
})

test('a report has the section in its suite, and nothing of it without thresholds', () => {
  const suite = { name: 'burst', question: '?', about: '', plan: null, loads: {}, variants: {}, config: {} }
  expect(reportMarkdown(runData({ suites: [suite], thresholds }))).toContain(SECTION)
  expect(reportMarkdown(runData({ suites: [{ ...suite, name: 'other' }], thresholds }))).not.toContain('Thresholds')
})

const VERDICT: ThresholdResult = {
  ...OK,
  threshold: 'verdict',
  expression: 'value!=metastable',
  unit: 'word',
  verdict: 'failed',
  measured: 'slow 2, metastable 1',
  limit: 'metastable',
}

test('a verdict is printed in words', () => {
  expect(thresholdSection({ thresholds: [VERDICT, { ...VERDICT, measured: null }] }, 'burst').slice(1)).toEqual([
    '2 failed. Latencies and other times are in ms. The measured figure is the median over the repeats; for a verdict it is how often each was given.',
    [
      '| arm | threshold | expression | measured | limit | verdict | reason |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| rpc | verdict | value!=metastable | slow 2, metastable 1 | metastable | failed |  |',
      '| rpc | verdict | value!=metastable | n/a | metastable | failed |  |',
    ].join('\n'),
  ])
})

test('data read back from run.json give the same section', () => {
  expect(thresholdSection(JSON.parse(JSON.stringify({ thresholds })), 'burst').join('\n\n')).toBe(SECTION)
})

test('on a narrow terminal a sign says whether a threshold holds, and its name is cut', () => {
  expect(plainText(thresholdSpans(thresholds, 48)).split('\n').slice(0, 4)).toEqual([
    '  arm    threshold                expression',
    '✓ rpc    response{phase:recov...  p(99)<250',
    '✗ queue  response{phase:recov...  p(99)<250',
    '? rpc    goodput_ratio            rate>=baseline',
  ])
})

test('the variant has a column where there is more than one', () => {
  const two = [OK, { ...OK, variant: 'storm' }]
  expect(toText(thresholdColumns(two), two, 40)).toBe(
    [
      'variant  arm  threshold',
      'default  rpc  response{phase:recovery}',
      'storm    rpc  response{phase:recovery}',
      '(too narrow for: expression, measured,',
      'limit, verdict, reason)',
      '',
    ].join('\n'),
  )
})
