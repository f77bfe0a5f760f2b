import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import { figure } from '../../bench/metrics/sample.ts'
import { histogram, phaseResult, runResult } from '../../bench/metrics/testing.ts'
import { entriesOf, type NightResults } from './night-results.ts'

const night = (fields: Partial<NightResults>): NightResults => ({
  status: 'complete',
  environment: { startedAt: '2026-01-01T02:00:00.000Z', commit: 'c0ffee', class: 'linux x64', calibration: 50 },
  plans: {},
  runs: [],
  simulated: [],
  measured: [],
  ...fields,
})

/** A run whose requests all take this long, ms. */
const run = (arm: string, ms: number, fields: Partial<RunResult> = {}) =>
  runResult({
    arm,
    clock: 'real',
    phases: [phaseResult({ outcomes: { ok: 100 }, latencies: { response: histogram([ms], 100) } })],
    ...fields,
  })

const medianOf = (fields: Partial<NightResults>, arm: string, metric: string) =>
  entriesOf(night(fields)).find((entry) => entry.arm === arm && entry.metric === metric)?.median

test('a night holds the medians of gating metrics over whole runs, with the plan of their variant', () => {
  const plans = { 'burst/-': '0123456789abcdef'.repeat(4) }
  const runs = [10, 30, 20].map((ms, i) => run('rpc', ms, { repeat: i + 1, seed: 7 + i }))
  const entries = entriesOf(night({ plans, runs }))
  expect(entries.map(({ metric }) => metric)).toEqual(['goodput_ratio', 'retry_amplification', 'response_p50'])
  expect(entries[2]).toEqual({
    at: '2026-01-01T02:00:00.000Z',
    night: '2026-01-01T02:00:00.000Z',
    commit: 'c0ffee',
    class: 'linux x64',
    calibration: 50,
    plan: '0123456789ab',
    suite: 'burst',
    variant: '-',
    arm: 'rpc',
    metric: 'response_p50',
    unit: 'us',
    better: 'lower',
    kind: 'noisy',
    seed: 7,
    n: 3,
    median: 20_000,
    status: 'valid',
  })
})

test('figures of suites without arms are taken with the plan of their suite, as a text', () => {
  const of = { suite: 'micro', arm: 'breaker', variant: 'default', unit: 'ns', better: 'lower' } as const
  const measured = [
    figure({ ...of, metric: 'time_per_operation', value: 30 }),
    figure({ ...of, metric: 'time_per_operation', value: 50, repeat: 2 }),
    figure({ ...of, metric: 'max_rss', value: 1 }),
  ]
  expect(entriesOf(night({ plans: { micro: 'quick' }, measured }))).toMatchObject([
    { suite: 'micro', metric: 'time_per_operation', plan: 'quick', n: 2, median: 40 },
  ])
})

test('a machine that is twice as slow moves both arms and not the gap between them', () => {
  const runs = (slower: number) => [run('rpc', 16 * slower), run('queue', 64 * slower)]
  expect(medianOf({ runs: runs(1) }, 'rpc', 'response_p50')).toBe(16_000)
  expect(medianOf({ runs: runs(2) }, 'rpc', 'response_p50')).toBe(32_000)
  const gap = medianOf({ runs: runs(1) }, 'queue/rpc', 'response_p50')
  expect(gap).toBe(4)
  expect(medianOf({ runs: runs(2) }, 'queue/rpc', 'response_p50')).toBe(gap)
})

test('real and virtual runs of the same arm are separate series', () => {
  const both = { runs: [run('rpc', 10)], simulated: [run('rpc', 10, { clock: 'virtual' })] }
  const p50 = entriesOf(night(both)).filter(({ metric }) => metric === 'response_p50')
  expect(p50.map(({ kind }) => kind)).toEqual(['noisy', 'exact'])
})

test('P(collapse) is the mean, where a median would be 0 or 1', () => {
  const of = { suite: 'storm', arm: 'rpc', variant: 'default', unit: 'ratio', better: 'lower' } as const
  const measured = [1, 0, 0, 0].map((value, i) => figure({ ...of, metric: 'collapsed', value, seed: i }))
  expect(entriesOf(night({ measured }))).toMatchObject([{ metric: 'collapsed', n: 4, median: 0.25 }])
})

test('a figure that only some repeats know is unknown: their median would flatter', () => {
  const none = phaseResult({ outcomes: { failed: 100 } })
  const runs = [run('rpc', 10), run('rpc', 10, { repeat: 2, seed: 2, phases: [none] })]
  expect(medianOf({ runs: runs.slice(0, 1) }, 'rpc', 'response_p50')).toBe(10_000)
  expect(medianOf({ runs }, 'rpc', 'response_p50')).toBe(Number.NaN)
})

test('the status is the worst of the repeats; in an interrupted result everything is partial', () => {
  const runs = (status: RunResult['status']) => [run('rpc', 10), run('rpc', 10, { repeat: 2, seed: 2, status })]
  const statusOf = (fields: Partial<NightResults>) => [...new Set(entriesOf(night(fields)).map(({ status }) => status))]
  expect(statusOf({ runs: runs('valid') })).toEqual(['valid'])
  expect(statusOf({ runs: runs('invalid') })).toEqual(['invalid'])
  expect(statusOf({ runs: runs('partial') })).toEqual(['partial'])
  expect(statusOf({ runs: runs('valid'), status: 'partial' })).toEqual(['partial'])
  expect(statusOf({ runs: runs('invalid'), status: 'partial' })).toEqual(['invalid'])
})
