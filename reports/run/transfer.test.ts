import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import { phaseResult, runResult } from '../../bench/metrics/testing.ts'
import type { Transfer } from '../../bench/metrics/transfer.ts'
import { runData } from '../data/testing.ts'
import { summaryData } from '../summary/summarise-data.ts'
import { transferAnswer } from '../summary/transfer-answer.ts'
import { toMarkdown } from '../table.ts'
import { reportMarkdown } from './report.ts'
import { shownTransfers, TRANSFER_COLUMNS, transferCsv } from './transfer.ts'

const run = (clock: RunResult['clock'], seed: number, retry: number, fields: Partial<RunResult> = {}) =>
  runResult({ clock, seed, phases: [phaseResult({ attempts: { first: 10, retry } })], ...fields })
const suites = [
  { name: 'burst', question: 'Does it hold?', about: '', plan: null, loads: {}, variants: {}, config: {} },
]
const HEAD = 'suite,arm,variant,metric,unit,pairs,real,virtual,difference,ci_lo,ci_hi\n'

test('transfer.csv: each metric that both have, with the digits of its unit; no interval below six pairs', () => {
  const csv = transferCsv({ runs: [run('real', 1, 5)], simulated: [run('virtual', 1, 2)] })
  expect(csv.startsWith(`${HEAD}burst,rpc,-,requests,count,1,10,10,0,,\n`)).toBe(true)
  expect(csv).toContain('\nburst,rpc,-,retry_amplification,ratio,1,1.500000,1.200000,0.300000,,\n')
  expect(csv).toContain('\nburst,rpc,-,goodput,per_second,1,10.000,10.000,0.000,,\n')
})

test('transfer.csv: six pairs have an interval', () => {
  const seeds = [1, 2, 3, 4, 5, 6]
  const csv = transferCsv({
    runs: seeds.map((seed) => run('real', seed, seed)),
    simulated: seeds.map((seed) => run('virtual', seed, 0)),
  })
  expect(csv).toContain('\nburst,rpc,-,retries,count,6,3.5,0,3.5,1,6\n')
})

test('without a pair transfer.csv is its head', () => {
  expect(transferCsv({ runs: [run('real', 1, 5)], simulated: [run('virtual', 2, 5)] })).toBe(HEAD)
})

test('a report shows the headline metrics of one suite', () => {
  const data = {
    runs: [run('real', 1, 5), run('real', 1, 5, { suite: 'other' })],
    simulated: [run('virtual', 1, 2), run('virtual', 1, 2, { suite: 'other' })],
  }
  const shown = shownTransfers(summaryData(runData({ suites, ...data })).suites[0]!)
  expect(shown.map(({ metric }) => metric)).toEqual(['goodput_ratio', 'retry_amplification', 'in_flight_max'])
  expect(toMarkdown(TRANSFER_COLUMNS, shown)).toBe(
    `| arm | metric | real | virtual | difference | of virtual | 95 % interval | pairs |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
| - rpc | goodput_ratio | 1.000 | 1.000 | +0.000 | +0.0 % | n/a | 1 |
| - rpc | retry_amplification | 1.500 | 1.200 | +0.300 | +25.0 % | n/a | 1 |
| - rpc | in_flight_max | 1 | 1 | +0 | +0.0 % | n/a | 1 |
`,
  )
})

test('a latency is shown in ms, a change from nothing has no share, a fall has its sign', () => {
  const row: Transfer = {
    suite: 's',
    variant: 'default',
    arm: 'rpc',
    metric: 'response_p50',
    unit: 'us',
    better: 'lower',
    n: 6,
    real: 1500,
    virtual: 2000,
    difference: -500,
    ciLow: -600,
    ciHigh: 100,
  }
  const cells = (fields: Partial<Transfer>) =>
    toMarkdown(TRANSFER_COLUMNS, [transferAnswer({ ...row, ...fields })]).split('\n')[2]
  expect(cells({})).toBe('| rpc | response_p50 [ms] | 1.5 | 2.0 | -0.5 | -25.0 % | -0.6 to +0.1 | 6 |')
  const ms = {
    metric: 'recovery_time',
    unit: 'ms',
    real: 400,
    virtual: 0,
    difference: 400,
    ciLow: 0,
    ciHigh: 800,
  } as const
  expect(cells(ms)).toBe('| rpc | recovery_time [ms] | 400 | 0 | +400 | n/a | +0 to +800 | 6 |')
})

test('a base of 1e-17 has no percentage', () => {
  const row: Transfer = {
    suite: 's',
    variant: 'default',
    arm: 'rpc',
    metric: 'wasted_work_ratio',
    unit: 'ratio',
    better: 'lower',
    n: 1,
    real: 0.4,
    virtual: 1e-17,
    difference: 0.4,
    ciLow: Number.NaN,
    ciHigh: Number.NaN,
  }
  const cellsOf = (virtual: number) => toMarkdown(TRANSFER_COLUMNS, [transferAnswer({ ...row, virtual })]).split(' | ')
  expect(cellsOf(1e-17)).toContain('n/a')
  expect(cellsOf(1e-17).join()).not.toContain('%,')
  expect(cellsOf(0.1)).toContain('+400.0 %')
})

test('a report compares real and virtual time where there is something to compare', () => {
  const report = (simulated: readonly RunResult[]) => {
    return reportMarkdown(runData({ suites, runs: [run('real', 1, 5)], simulated }))
  }
  const heading = '### Transfer error: real against virtual time'
  expect(report([run('virtual', 1, 2)])).toContain(`\n\n${heading}\n\nReal minus virtual, seed by seed`)
  expect(report([run('virtual', 2, 2)])).not.toContain(heading)
  expect(report([])).not.toContain(heading)
})
