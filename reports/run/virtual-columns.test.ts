import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import { histogram, phaseResult, runResult, triggeredRun, verdict } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { summaryData } from '../summary/summarise-data.ts'
import { toText } from '../table.ts'
import { virtualTable } from './virtual-columns.ts'

const run = (clock: RunResult['clock'], ok: number, responseMs: number, overrides: Partial<RunResult> = {}) =>
  runResult({
    suite: 'burst',
    variant: 'default',
    clock,
    phases: [phaseResult({ outcomes: { ok, failed: 100 - ok }, latencies: { response: histogram([responseMs], ok) } })],
    ...overrides,
  })
const suite = { name: 'burst', question: '', about: '', plan: null, loads: {}, variants: {}, config: {} }
const answer = (runs: readonly RunResult[], simulated: readonly RunResult[]) =>
  summaryData(runData({ suites: [suite], runs, simulated })).suites[0]!
const textOf = (runs: readonly RunResult[], simulated: readonly RunResult[]) => {
  const { columns, rows } = virtualTable(answer(runs, simulated))
  return toText(columns, rows, Number.POSITIVE_INFINITY)
}

test('each arm has its virtual answer, and in brackets real minus virtual', () => {
  expect(textOf([run('real', 97, 12.5)], [run('virtual', 99, 10.5)])).toBe(
    `arm  in time          attempts/request  p50 [ms]
rpc  99.0 % (-2.0 %)  1.00 (+0.00)      10.5 (+2.0)
`,
  )
})

test('an arm without a valid real run still has its virtual answer', () => {
  const text = textOf([run('real', 0, 1, { status: 'invalid' })], [run('virtual', 99, 10.5)])
  expect(text).toContain('rpc  99.0 % (n/a)')
})

test('the virtual answer has its verdict where there is a trigger', () => {
  const place = { suite: 'burst', variant: 'default' }
  const open = verdict('undecided', { reason: 'too short' })
  const real = triggeredRun('gbbbbbb', { ...place, clock: 'real', verdict: open })
  const [head, row] = textOf([real], [triggeredRun('gbbbbbb', place)]).split('\n')
  expect(head).toBe('arm  verdict     in time          attempts/request  p50 [ms]')
  expect(row!.slice(0, 24)).toBe('rpc  stays down  14.3 % ')
})

test('other suites take no part, and without virtual runs there are no rows', () => {
  const other = run('virtual', 1, 1, { suite: 'tutorial' })
  expect(virtualTable(answer([], [other])).rows).toEqual([])
})
