import { expect, test } from 'vitest'
import type { RunResult } from '../metrics/result.ts'
import { histogram, phaseResult, runResult } from '../metrics/testing.ts'
import { readAggregation } from './expression.ts'
import { type Figure, figureOf } from './figure.ts'
import { FIGURE_METRICS } from './judged-metric.ts'

function figure(run: RunResult, name: string, text: string, phase: Figure['phase'] = 'all'): number {
  const metric = FIGURE_METRICS.find((one) => one.name === name)!
  const aggregation = readAggregation(text)
  if (typeof aggregation === 'string') throw new Error(aggregation)
  return figureOf(run, { metric, aggregation, phase })
}

/** 1 to 100 us, each ten times, of requests that succeeded; two did not. */
const run = runResult({
  queueAgeMaxMs: 7,
  phases: [
    phaseResult({
      outcomes: { ok: 1000, failed: 2 },
      latencies: {
        response: histogram(
          Array.from({ length: 100 }, (_, i) => (i + 1) / 1000),
          10,
        ),
      },
    }),
  ],
})

test.each([
  ['p(99)', 99],
  ['p(98.9)', 99],
  ['p(7)', 7],
  ['p(99.5)', Number.NaN],
  ['med', 50],
  ['avg', 51],
  ['min', 1],
  ['max', 100],
])('of 1 to 100 us, ten each: %s is %s us', (text, us) => {
  expect(figure(run, 'response', text)).toBe(us)
})

test.each([
  ['p(90)', 91],
  ['p(99)', 100],
  ['min', 1],
  ['avg', Number.POSITIVE_INFINITY],
  ['max', Number.POSITIVE_INFINITY],
])('response_adj counts the two that did not succeed as infinite: %s is %s us', (text, us) => {
  expect(figure(run, 'response_adj', text)).toBe(us)
})

test('where nothing succeeded, every figure of response_adj is infinite, and response has none', () => {
  const down = runResult({ phases: [phaseResult({ outcomes: { timeout: 100 } })] })
  for (const text of ['med', 'avg', 'min', 'max']) {
    expect(figure(down, 'response_adj', text)).toBe(Number.POSITIVE_INFINITY)
    expect(figure(down, 'response', text)).toBeNaN()
  }
})

test('a percentile needs ten samples beyond it: 1000 have a p(99), 999 have none', () => {
  const of = (count: number) => runResult({ phases: [phaseResult({ latencies: { response: histogram([1], count) } })] })
  expect(figure(of(1000), 'response', 'p(99)')).toBe(1000)
  expect(figure(of(999), 'response', 'p(99)')).toBeNaN()
  expect(figure(of(20), 'response', 'med')).toBe(1000)
  expect(figure(of(19), 'response', 'med')).toBeNaN()
})

test('a scalar is its metric, also under the names k6 has for it', () => {
  expect(figure(run, 'failed', 'count')).toBe(2)
  expect(figure(run, 'goodput_ratio', 'rate')).toBe(1000 / 1002)
  expect(figure(run, 'queue_age_max', 'value')).toBeNaN()
  expect(figure({ ...run, style: 'queue' }, 'queue_age_max', 'value')).toBe(7000)
})

test('a phase, all without the warm-up, and a phase that the run does not have', () => {
  const phases = (['warmup', 'baseline', 'recovery'] as const).map((phase, i) =>
    phaseResult({ phase, outcomes: { ok: 10 ** i } }),
  )
  const staged = runResult({ phases })
  const counts = (['warmup', 'baseline', 'recovery', 'all', 'trigger'] as const).map((phase) =>
    figure(staged, 'ok', 'count', phase),
  )
  expect(counts).toEqual([1, 10, 100, 110, Number.NaN])
})

test('the only phase of a run is all of it', () => {
  expect(figure(run, 'failed', 'count', 'baseline')).toBe(2)
  expect(figure(run, 'failed', 'count', 'recovery')).toBeNaN()
})

test('the minimum is the least latency, though its bucket ends above it', () => {
  const slow = runResult({
    phases: [phaseResult({ outcomes: { ok: 2 }, latencies: { response: histogram([5, 5.001]) } })],
  })
  expect(['min', 'avg', 'max'].map((text) => figure(slow, 'response', text))).toEqual([5000, 5001, 5001])
})
