import { expect, test } from 'vitest'
import { figure } from '../../bench/metrics/sample.ts'
import { histogram, phaseResult, runResult, targetCounters, windowRow } from '../../bench/metrics/testing.ts'
import { unpackRuns } from '../data/packed-run.ts'
import type { RunData } from '../data/run-data.ts'
import { runData } from '../data/testing.ts'
import { render } from './render.ts'

const failing = phaseResult({
  outcomes: { ok: 600, failed: 300, timeout: 100 },
  reasons: { 'failed: error': 300, timeout: 100 },
  latencies: { response: histogram([1.5, 20.25], 300) },
})

/** Data with values that are hard to keep: infinite percentiles, unknown values, nulls, several phases. */
const data = runData({
  status: 'partial',
  suites: [
    {
      name: 'burst',
      question: 'Does it hold?',
      about: 'A burst.',
      variants: { calm: '', storm: 'more load' },
      plan: null,
      loads: {},
      config: { load: '1s@10' },
    },
  ],
  runs: ['calm', 'storm'].flatMap((variant) => [
    runResult({ variant, phases: [failing, { ...failing, phase: 'trigger', usefulBusyMs: null }], deadlineMs: 100 }),
    runResult({
      variant,
      arm: 'queue',
      style: 'queue',
      clockFrom: 'dequeue',
      queueDepthMax: 7,
      queueAgeMaxMs: 1 / 3,
      target: targetCounters({ busyMs: 10 }),
      triggerStartMs: 0,
      triggerEndMs: 500,
      timeline: [windowRow({ queueAgeMs: 1 / 3 })],
    }),
  ]),
  simulated: [],
  measured: [
    figure({
      suite: 'micro',
      arm: 'breaker',
      variant: '-',
      metric: 'time_per_operation',
      unit: 'ns',
      better: 'lower',
      value: 1 / 3,
    }),
  ],
  thresholds: (['never', null, 1 / 3] as const).map((measured) => ({
    suite: 'burst',
    variant: 'calm',
    arm: 'rpc',
    threshold: 'response',
    expression: 'p(99)<baseline*1.1',
    unit: 'ms',
    measured,
    limit: 'never',
    verdict: 'failed',
    reason: '',
  })),
})

test('the files of a result folder, the data first', () => {
  expect([...render(data).keys()]).toEqual([
    'run.json',
    'summary.json',
    'samples.csv',
    'summary.csv',
    'timeline.csv',
    'latency.hgrm',
    'report.md',
  ])
})

test('transfer.csv stands before the report where there are runs to compare with', () => {
  const files = [...render({ ...data, simulated: [runResult()] }).keys()]
  expect(files.slice(-2)).toEqual(['transfer.csv', 'report.md'])
})

test('rendering the same data twice gives the same bytes', () => {
  expect([...render(data)]).toEqual([...render(data)])
})

test('data read back from run.json render to the same bytes', () => {
  const [inMemory, inFile] = [JSON.stringify(data), render(data).get('run.json')!]
  expect([...render(JSON.parse(inMemory))]).toEqual([...render(data)])
  expect([...render(unpackRuns(JSON.parse(inFile), 'run.json') as RunData)]).toEqual([...render(data)])
})

test('run.json holds all the data', () => {
  expect(unpackRuns(JSON.parse(render(data).get('run.json')!), 'run.json')).toEqual(data)
})

test('no file but run.json holds facts that differ from run to run', () => {
  const environment = { class: 'arm', calibration: 7, startedAt: '2027-07-07T07:07:07.000Z', commit: null }
  const elsewhere = { ...data, environment, interleaved: 'x' }
  const differing = [...render(elsewhere)].filter(([name, text]) => render(data).get(name) !== text)
  expect(differing.map(([name]) => name)).toEqual(['run.json'])
})

test('data without anything measured renders too', () => {
  const empty = render({ ...data, suites: [], runs: [], simulated: [], measured: [], thresholds: [] })
  expect([...empty.values()].map((text) => text.split('\n').length)).toEqual([19, 6, 2, 2, 2, 1, 6])
})
