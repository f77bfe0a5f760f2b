import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import {
  phaseResult,
  runResult,
  targetCounters,
  triggeredRun,
  verdict,
  windowRow,
} from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { answerColumns, verdictColumns } from '../summary/answer-columns.ts'
import { summariseArms } from '../summary/arm-summary.ts'
import { summaryData } from '../summary/summarise-data.ts'
import { reportMarkdown } from './report.ts'

const run = triggeredRun
const RECOVERED = 'gbggggg'
const METASTABLE = 'gbbbbbb'
const ABSORBED = 'ggggggg'
const UNDECIDED = verdict('undecided', { reason: 'down to the end, for 5 s, with no sign of recovery', neededS: 295 })
const undecided = (seed: number) => run(METASTABLE, { seed, repeat: seed, verdict: UNDECIDED })

const suites = [
  { name: 'burst', question: 'Does it hold?', about: '', plan: null, loads: {}, variants: {}, config: {} },
]
const answers = (runs: readonly RunResult[]) => summaryData(runData({ suites, runs })).suites[0]!.arms

/** The cell of the only arm under this head. */
function cellOf(runs: readonly RunResult[], head: string): string {
  const [arm] = answers(runs)
  return [...answerColumns([arm!]), ...verdictColumns([arm!])].find((column) => column.head === head)!.cell(arm!)
}

test('an arm counts the verdicts of its repeats', () => {
  const [arm] = summariseArms([run(METASTABLE), run(RECOVERED, { repeat: 2 }), run(METASTABLE, { repeat: 3 })])
  expect([...arm!.verdicts]).toEqual([
    ['metastable', 2],
    ['recovered', 1],
  ])
  expect(arm!.judged.map(({ repeat, verdict }) => [repeat, verdict.kind])).toEqual([
    [1, 'metastable'],
    [2, 'recovered'],
    [3, 'metastable'],
  ])
})

test('one verdict of all repeats is shown alone, several with their counts, most frequent first', () => {
  expect(cellOf([run(RECOVERED), run(RECOVERED)], 'verdict')).toBe('back at once')
  expect(cellOf([run(RECOVERED), run(METASTABLE), run(METASTABLE)], 'verdict')).toBe('stays down 2, back 1')
})

test('without a trigger there is no verdict and no column for it; where one arm has it the others are n/a', () => {
  const heads = (runs: readonly RunResult[]) => answerColumns(answers(runs)).map(({ head }) => head)
  expect(heads([runResult()])).not.toContain('verdict')
  expect(heads([runResult(), run(RECOVERED, { arm: 'queue' })])[0]).toBe('verdict')
  expect(cellOf([runResult()], 'P(collapse), 95 % interval')).toBe('n/a')
  expect(verdictColumns([])[0]!.cell(answers([runResult()])[0]!)).toBe('n/a')
})

test('P(collapse) is the share of collapses with its Wilson interval; an undecided repeat may be either', () => {
  const of = (...runs: RunResult[]) => cellOf(runs, 'P(collapse), 95 % interval')
  const [bad, good] = [run(METASTABLE), run(RECOVERED)]
  expect(of(...new Array(28).fill(bad), ...new Array(12).fill(good))).toBe('0.70 (0.55 to 0.82)')
  expect(of(...new Array(40).fill(good))).toBe('0.00 (0.00 to 0.09)')
  expect(of(bad, bad, good, undecided(4))).toBe('0.67 (0.15 to 0.95)')
  expect(of(bad, good, undecided(3), undecided(4))).toBe('n/a (0.05 to 0.95)')
  expect(of(undecided(1))).toBe('n/a')
  expect(of(run(METASTABLE, { verdict: verdict('oscillating') }))).toBe('1.00 (0.21 to 1.00)')
})

test('the cost of a trigger is shown in seconds and requests', () => {
  const timeline = [...'gbbggggg'].map((letter, i) =>
    windowRow({ offered: 20, goodPlanned: letter === 'g' ? 20 : 0, inFlight: i === 1 ? 9 : 1 }),
  )
  const runs = [run(RECOVERED, { timeline, loadEndMs: 8000, verdict: verdict('recovered', { backAfterMs: 1000 }) })]
  const heads = ['goodput deficit', 'degraded [s]', 'back after [s]', 'drain [s]']
  expect(heads.map((head) => cellOf(runs, head))).toEqual(['40', '2', '1.0', '1.0'])
  expect(cellOf([run(METASTABLE)], 'back after [s]')).toBe('never')
})

test('shards and tiers are shown where there are any', () => {
  const target = targetCounters({ attempts: 10, leafAttempts: 640 })
  const runs = [run(ABSORBED, { target, phases: [phaseResult()], spared: { requests: 8, good: 6 } })]
  const heads = ['in time, shards without a fault', 'leaf attempts/request']
  expect(heads.map((head) => cellOf(runs, head))).toEqual(['75.0 %', '64.00'])
  expect(heads.map((head) => cellOf([run(ABSORBED)], head))).toEqual(['n/a', 'n/a'])
})

function report(runs: readonly RunResult[]): string {
  return reportMarkdown(runData({ suites, runs }))
}

test('a report has the verdict on each arm after the trigger, and each reason of an undecided one once', () => {
  const text = report([run(RECOVERED), undecided(2), undecided(3), run(ABSORBED, { arm: 'queue' })])
  const section = text.split('### After the trigger\n\n')[1]!.split('\n\n###')[0]!
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  expect(rows.map((line) => line.split(' | ').slice(0, 2).join(' | '))).toEqual([
    '| arm | verdict',
    '| --- | ---',
    '| rpc | undecided 2, recovered 1',
    '| queue | absorbed',
  ])
  expect(section.split('\n\n')[1]).toBe(
    '- rpc undecided in 2 of 3 repeats: down to the end, for 5 s, with no sign of recovery; 295 s of load more would decide',
  )
})

test('a report of a suite without a trigger has no such section', () => {
  expect(report([runResult()])).not.toContain('### After the trigger')
})
