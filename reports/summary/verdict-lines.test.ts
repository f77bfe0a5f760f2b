import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import { runResult, triggeredRun, verdict } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { summaryData } from './summarise-data.ts'
import { basisLines, undecidedLines } from './verdict-lines.ts'

const suites = [{ name: 'burst', question: 'q', about: '', plan: null, loads: {}, variants: {}, config: {} }]
const arms = (...runs: RunResult[]) => summaryData(runData({ suites, runs })).suites[0]!.arms
const run = (fields: Partial<RunResult>) => triggeredRun('gbgggggg', fields)

test('a reason stands once for all repeats that have it, with the load that would decide', () => {
  const open = verdict('undecided', { reason: 'a breaker is open', neededS: 59.5 })
  expect(undecidedLines(arms(run({ verdict: open }), run({ repeat: 2, verdict: open }), run({ repeat: 3 })))).toEqual([
    'rpc undecided in 2 of 3 repeats: a breaker is open; 60 s of load more would decide',
  ])
  const never = verdict('undecided', { reason: 'bad before its trigger: 3.0 % of requests in time' })
  expect(undecidedLines(arms(run({ verdict: never, variant: 'a' }), run({ variant: 'b' })))).toEqual([
    'rpc in a undecided: bad before its trigger: 3.0 % of requests in time',
  ])
})

test('verdicts beyond the plan are named with the longest of their repeats; those within it are not', () => {
  const late = (beyondPlanS: number) => verdict('metastable', { beyondPlanS })
  const runs = [
    run({ arm: 'a', verdict: late(5) }),
    run({ arm: 'a', repeat: 2, verdict: late(150) }),
    run({ arm: 'b' }),
  ]
  const held = (arms: string, whose: string) =>
    `The plan was too short to decide ${arms}. So ${whose} last rate was held for up to 150 s more, for the verdict only.`
  expect(basisLines(arms(...runs))).toEqual([held('a', 'its')])
  const more = ['c', 'd'].map((arm) => run({ arm, verdict: late(7) }))
  expect(basisLines(arms(...runs, ...more))).toEqual([held('a, c and d', 'their')])
  expect(basisLines(arms(run({})))).toEqual([])
})

test('a verdict without a deadline has a remark that everything that succeeds counts as good', () => {
  expect(basisLines(arms(run({ deadlineMs: null })))).toEqual([
    'No deadline is set, so everything that succeeds counts as good, however late. Only a verdict waits no longer than 30 s for a request.',
  ])
  expect(basisLines(arms(runResult({ deadlineMs: null })))).toEqual([])
})
