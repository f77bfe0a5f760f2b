import { expect, test } from 'vitest'
import { METRICS } from './metric.ts'
import { figure, samplesOf } from './sample.ts'
import { phaseResult, runResult } from './testing.ts'

test('a sample carries the run it is of, its scope and the requests behind it', () => {
  const phases = [
    phaseResult({ phase: 'warmup', outcomes: { ok: 3 } }),
    phaseResult({ outcomes: { ok: 8, timeout: 2 } }),
  ]
  const run = runResult({ suite: 's', arm: 'a', variant: 'v', repeat: 2, seed: 9, phases, status: 'invalid' })
  const ratios = samplesOf(run).filter(({ metric }) => metric === 'goodput_ratio')
  const common = { suite: 's', arm: 'a', variant: 'v', metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }
  const [repeat, seed, kind, status] = [2, 9, 'exact', 'invalid']
  expect(ratios).toEqual([
    { ...common, phase: 'all', requests: 10, value: 0.8, kind, repeat, seed, status },
    { ...common, phase: 'warmup', requests: 3, value: 1, kind, repeat, seed, status },
    { ...common, phase: 'baseline', requests: 10, value: 0.8, kind, repeat, seed, status },
  ])
})

test('virtual time is exact, real time is noisy', () => {
  const kinds = (['virtual', 'real'] as const).map((clock) => samplesOf(runResult({ clock }))[0]!.kind)
  expect(kinds).toEqual(['exact', 'noisy'])
})

test('a figure that does not apply has no sample, one that never happens an infinite one', () => {
  const run = runResult({ phases: [phaseResult({ outcomes: { timeout: 20 } })] })
  const values = new Map(samplesOf(run).map(({ metric, value }) => [metric, value]))
  expect(['recovery_time', 'queue_depth_max', 'response_p50'].filter((name) => values.has(name))).toEqual([])
  expect([values.get('response_adj_p50'), values.get('goodput')]).toEqual([Number.POSITIVE_INFINITY, 0])
})

test('samples come in the order of the metrics', () => {
  const found = samplesOf(runResult()).map(({ metric }) => metric)
  expect(found).toEqual(METRICS.map(({ name }) => name).filter((name) => found.includes(name)))
})

test('a figure without a load needs only the fields that differ from the defaults', () => {
  const fields = {
    suite: 'micro',
    arm: 'retry',
    variant: '-',
    metric: 'call',
    unit: 'ns',
    better: 'lower',
    value: 5,
  } as const
  const filled = { phase: 'all', kind: 'noisy', repeat: 1, seed: 0, requests: 0, status: 'valid' }
  expect(figure(fields)).toEqual({ ...filled, ...fields })
  expect(figure({ ...fields, seed: 4 }).seed).toBe(4)
})
