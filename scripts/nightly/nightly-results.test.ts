import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { countedRun, verdict, windowRow } from '../../bench/metrics/testing.ts'
import { series } from '../../reports/compare/side.testing.ts'
import { runData } from '../../reports/data/testing.ts'
import { Desk } from '../testing.ts'
import { resultOf, resultText } from './nightly-results.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const saved = (name: string, ...of: Parameters<typeof runData>) => {
  desk.file(join(name, 'run.json'), runData(...of))
  return join(desk.folder, name)
}
const STARTED = '2026-01-01T00:00:00.000Z'

test('a result of this night is read, one from before it is not', () => {
  const folder = saved('a', { measured: series([1, 2]) })
  expect(resultOf(folder, STARTED)).toEqual({ folder, runs: 0, figures: 2, bad: 0, doubts: [], collapses: [] })
  expect(resultOf(folder, '2026-01-01T00:00:00.001Z')).toBeUndefined()
  expect(resultOf(join(desk.folder, 'none'), STARTED)).toBeUndefined()
})

test('what must not be used is reported with its reason', () => {
  const why = { severity: 'invalid', message: 'the generator was late', advice: '' } as const
  const runs = [
    countedRun({ variant: 'default' }),
    countedRun({ variant: 'default', repeat: 2, status: 'invalid', warnings: [{ ...why, severity: 'note' }, why] }),
  ]
  const measured = series([1, 2], { suite: 'micro', arm: 'retry', metric: 'starts', status: 'partial' })
  const result = resultOf(saved('b', { runs, measured }), STARTED)!
  expect(result.doubts).toEqual(['burst/rpc repeat 2: invalid; the generator was late', 'micro/retry: partial: starts'])
  expect(resultText([result])).toBe('2 runs, 2 figures, 3 of them not to be used')
})

test('failed thresholds are reported', () => {
  const threshold = {
    ...({ suite: 'burst', variant: 'default', arm: 'queue', threshold: 'response', expression: 'p(99)<100' } as const),
    ...({ unit: 'ms', measured: 120, limit: 100, verdict: 'failed', reason: '' } as const),
  }
  const thresholds = [threshold, { ...threshold, verdict: 'ok' as const }]
  expect(resultOf(saved('t', { thresholds }), STARTED)!.doubts).toEqual([
    'burst/queue: failed response: p(99)<100, measured 120.000',
  ])
})

test('collapses are those of simulated arms that have a verdict', () => {
  const bad = windowRow({ offered: 20, goodPlanned: 0, attempts: 20 })
  const timeline = [{ ...bad, goodPlanned: 20 }, ...Array.from({ length: 9 }, () => bad)]
  const collapsed = countedRun({
    timeline,
    verdict: verdict('metastable'),
    triggerStartMs: 1000,
    triggerEndMs: 2000,
    loadEndMs: 10_000,
  })
  const runs = [collapsed, { ...collapsed, clock: 'real' as const, arm: 'queue' }, countedRun({ arm: 'calm' })]
  expect(resultOf(saved('c', { runs }), STARTED)!.collapses).toEqual([
    expect.objectContaining({ suite: 'burst', variant: '-', arm: 'rpc', seeds: 1, share: 1, high: 1 }),
  ])
})
