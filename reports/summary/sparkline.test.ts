import { expect, test } from 'vitest'
import { phaseResult, runResult, windowRow } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { plainText } from '../span.ts'
import { tableSpans } from '../table.ts'
import { sparkColumn, sparkline } from './sparkline.ts'
import { summaryData } from './summarise-data.ts'

/** A run with a second for each digit: this many of ten requests in time. A space has no planned requests. */
function run(digits: string, fields = {}) {
  const timeline = [...digits].map((digit, i) => {
    const offered = digit === ' ' ? 0 : 10
    return windowRow({ fromMs: 1000 * i, offered, goodPlanned: Number(digit) })
  })
  const ok = timeline.reduce((sum, { goodPlanned }) => sum + goodPlanned, 0)
  const requests = timeline.reduce((sum, { offered }) => sum + offered, 0)
  const phases = [phaseResult({ outcomes: { ok, timeout: requests - ok } })]
  return runResult({ timeline, phases, loadEndMs: 1000 * digits.length, ...fields })
}

test('a cell is the share in time; without requests it is empty', () => {
  expect(sparkline(run('0259'), 4)).toBe('▁▂▄▆')
  expect(sparkline(run('9 9'), 3)).toBe('▆ ▆')
})

test('an outage of a second does not vanish in a cell of four, a dip above a quarter is part of the mean', () => {
  expect(sparkline(run('99992999'), 2)).toBe('▆▂')
  expect(sparkline(run('99995999'), 2)).toBe('▆▆')
})

test('a run that is shorter than the line fills it', () => {
  expect(sparkline(run('90'), 4)).toBe('▆▆▁▁')
})

test('the column is always there; all arms show the repeat that is nearest to the medians', () => {
  const runs = ['a', 'b'].flatMap((arm) => ['99', '00', '90'].map((text, i) => run(text, { arm, repeat: i + 1 })))
  const suite = { name: 'burst', question: '', about: '', plan: null, loads: {}, variants: {}, config: {} }
  const { arms } = summaryData(runData({ suites: [suite], runs })).suites[0]!
  const columns = [{ head: 'arm', cell: ({ arm }: { arm: string }) => arm }]
  expect(plainText(tableSpans(columns, arms, 18, { last: sparkColumn(arms, runs) }))).toBe(
    ['arm  over time', 'a    ▆▆▆▆▆▆▆▁▁▁▁▁▁', 'b    ▆▆▆▆▆▆▆▁▁▁▁▁▁', '               2 s', ''].join('\n'),
  )
})
