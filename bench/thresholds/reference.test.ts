import { expect, test } from 'vitest'
import { samplesOf } from '../metrics/sample.ts'
import { histogram, phaseResult, runResult } from '../metrics/testing.ts'
import { readAggregation } from './expression.ts'
import type { Figure } from './figure.ts'
import { FIGURE_METRICS } from './judged-metric.ts'
import { type Reference, referenceOfRuns, referenceOfSamples } from './reference.ts'

const run = runResult({
  phases: [
    phaseResult({ outcomes: { ok: 20_000 }, latencies: { response: histogram([0.001, 0.002, 0.003, 0.5], 5000) } }),
  ],
})
const few = runResult({ repeat: 2, phases: [phaseResult({ latencies: { response: histogram([0.3], 10) } })] })
const facts = { plans: {}, environmentClass: null }
const ARM = { suite: 'burst', variant: '-', arm: 'rpc' }

function valuesOf(reference: Reference, name: string, text: string, phase: Figure['phase'] = 'all') {
  const metric = FIGURE_METRICS.find((one) => one.name === name)!
  const aggregation = readAggregation(text)
  if (typeof aggregation === 'string') throw new Error(aggregation)
  const found = reference.valuesOf(ARM, { metric, aggregation, phase })
  return typeof found === 'string' ? found : found.values
}

test.each([
  ['p(50)', 2],
  ['med', 2],
  ['p(95)', 500],
  ['p(99)', 500],
  ['p(99.9)', 500],
  ['max', 500],
  ['avg', 127],
])('samples have %s as runs do', (text, us) => {
  expect(valuesOf(referenceOfSamples(samplesOf(run), facts), 'response', text)).toEqual([us])
  expect(valuesOf(referenceOfRuns([run], facts), 'response', text)).toEqual([us])
})

test.each([
  ['response', 'p(90)'],
  ['response', 'min'],
  ['response_adj', 'avg'],
  ['response_adj', 'max'],
])('samples lack, for %s, the %s that runs have', (name, text) => {
  const reason = `the baseline has no ${text} of ${name}`
  expect(valuesOf(referenceOfSamples(samplesOf(run), facts), name, text)).toBe(reason)
  expect(valuesOf(referenceOfRuns([run], facts), name, text)).toEqual([expect.any(Number)])
})

test('a scalar is a row of the samples', () => {
  expect(valuesOf(referenceOfSamples(samplesOf(run), facts), 'ok', 'count')).toEqual([20_000])
})

test('a repeat without a figure has no row, and still counts', () => {
  const samples = [run, few].flatMap(samplesOf)
  expect(valuesOf(referenceOfSamples(samples, facts), 'response', 'p(99)')).toEqual([500, Number.NaN])
  expect(valuesOf(referenceOfRuns([run, few], facts), 'response', 'p(99)')).toEqual([500, Number.NaN])
  expect(valuesOf(referenceOfSamples(samples, facts), 'response', 'max')).toEqual([500, 300])
})

test('each phase has its own figure', () => {
  const staged = runResult({
    phases: [phaseResult({ outcomes: { ok: 3 } }), phaseResult({ phase: 'recovery', outcomes: { ok: 4 } })],
  })
  const reference = referenceOfSamples(samplesOf(staged), facts)
  const counts = (['all', 'baseline', 'recovery', 'trigger'] as const).map((phase) =>
    valuesOf(reference, 'ok', 'count', phase),
  )
  expect(counts).toEqual([[7], [3], [4], [Number.NaN]])
})
