import { expect, test } from 'vitest'
import { runResult, triggeredRun } from '../../bench/metrics/testing.ts'
import { series } from '../compare/side.testing.ts'
import { runData } from '../data/testing.ts'
import { runSuites } from './junit-run.ts'
import { junitXml } from './junit-xml.ts'
import { readJunit } from './testing.ts'

const warning = { severity: 'invalid', message: 'the generator was late', advice: 'less load' } as const
const note = { ...warning, severity: 'note', message: 'a note' } as const

test('each run is a case: an invalid one is an error with its reason, a partial one is skipped', () => {
  const runs = [
    runResult({ variant: 'default', seed: 7 }),
    runResult({
      variant: 'default',
      repeat: 2,
      seed: 8,
      status: 'invalid',
      warnings: [note, warning],
      durationMs: 1500,
    }),
    runResult({ variant: 'corrected', repeat: 3, seed: 9, status: 'partial' }),
  ]
  const [suite] = runSuites(runData({ runs }))
  expect(suite).toMatchObject({
    name: 'burst',
    timestamp: '2026-01-01T00:00:00.000Z',
    properties: { commit: 'c0ffee', class: 'linux x64', calibration: '50', status: 'complete' },
  })
  expect(suite!.cases.map(({ name, className, result }) => [name, className, result])).toEqual([
    ['rpc repeat 1 seed 7', 'burst', null],
    ['rpc repeat 2 seed 8', 'burst', { kind: 'error', type: 'invalid', message: 'the generator was late' }],
    ['rpc repeat 3 seed 9', 'burst.corrected', { kind: 'skipped', type: 'partial', message: 'interrupted' }],
  ])
  expect(suite!.cases[1]!.seconds).toBe(1.5)
  expect(readJunit(junitXml('stormbench', runSuites(runData({ runs }))))['@errors']).toBe('1')
})

test('a verdict is shown and fails nothing', () => {
  const run = triggeredRun('gbbbbbbbbb')
  const [only] = runSuites(runData({ runs: [run] }))[0]!.cases
  expect(only).toMatchObject({
    result: null,
    properties: { clock: 'virtual', verdict: 'metastable', collapsed: 'true', reason: 'down for 300 s' },
  })
})

test('figures without runs have a case for each arm, whose worst figure decides', () => {
  const measured = [
    ...series([1], { suite: 'micro', arm: 'retry', metric: 'time_per_operation', unit: 'ns' }),
    ...series([1], { suite: 'micro', arm: 'breaker', metric: 'time_per_operation', unit: 'ns' }),
    ...series([1], { suite: 'micro', arm: 'breaker', metric: 'starts', unit: 'count', status: 'invalid' }),
  ]
  expect(runSuites(runData({ measured }))[0]!.cases.map(({ name, result }) => [name, result])).toEqual([
    ['retry', null],
    ['breaker', { kind: 'error', type: 'invalid', message: 'starts' }],
  ])
})
