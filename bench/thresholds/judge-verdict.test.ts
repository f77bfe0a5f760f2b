import { expect, test } from 'vitest'
import type { RunResult } from '../metrics/result.ts'
import { runResult, triggeredRun, verdict } from '../metrics/testing.ts'
import { judgeThresholds } from './judge.ts'

const EVIDENCE = { plans: {}, environmentClass: 'linux', reference: 'no baseline', asWritten: (value: number) => value }

/** Outcome, measured figure, limit and reason of one condition. */
function judged(expression: string, runs: readonly RunResult[], name: 'verdict' | 'collapsed') {
  const arm = { suite: 'burst', variant: '-', arm: 'rpc', repeats: runs.length }
  const [result] = judgeThresholds({ [name]: [expression] }, [arm], { ...EVIDENCE, runs })
  const { verdict, measured, limit, reason } = result!
  return [verdict, measured, limit, reason]
}

const course = (letters: string, repeat: number, fields: Partial<RunResult> = {}) =>
  triggeredRun(letters, { repeat, ...fields })
const UNDECIDED = verdict('undecided', { reason: 'a breaker is open' })

test('of `collapsed` the share of repeats counts, where a median would hide one of three', () => {
  const runs = [course('gbggggg', 1), course('gbbbbbb', 2), course('gbggggg', 3)]
  expect(judged('rate<=0.1', runs, 'collapsed')).toEqual(['failed', 0.333333333333, 0.1, ''])
  expect(judged('rate<=0.34', runs, 'collapsed')).toEqual(['ok', 0.333333333333, 0.34, ''])
  const undecided = course('gbbbbbb', 4, { verdict: UNDECIDED })
  expect(judged('rate<=0.34', [...runs, undecided], 'collapsed')).toEqual([
    'insufficient',
    null,
    0.34,
    'repeat 4 is undecided: a breaker is open',
  ])
})

/** Runs that come back, stay down, and are undecided. */
const back = (repeat = 1) => course('gbggggg', repeat)
const down = (repeat = 1) => course('gbbbbbb', repeat)
const open = (repeat = 1) => course('gbbbbbb', repeat, { verdict: UNDECIDED })
const WHY = 'is undecided: a breaker is open'

test.each<[string, readonly RunResult[], unknown[]]>([
  ['rate<0.5', [back(1), back(2), open(3)], ['ok', 0, 0.5, '']],
  ['rate<0.5', [down(1), down(2), open(3)], ['failed', 1, 0.5, '']],
  ['rate<0.5', [back(1), open(2)], ['insufficient', null, 0.5, `repeat 2 ${WHY}`]],
  ['rate<=0.5', [back(1), open(2)], ['ok', 0, 0.5, '']],
  ['rate<=1', [open(1)], ['ok', null, 1, '']],
  // None, one or two of three collapse: both ends are another share than a third, and what lies between is that share.
  ['rate!=0.333333333333', [back(1), open(2), open(3)], ['insufficient', null, 0.333333333333, `repeat 2 ${WHY}`]],
  ['rate<0.5', [back(1), open(2), runResult({ repeat: 3 })], ['insufficient', null, 0.5, `repeat 2 ${WHY}`]],
])(
  'P(collapse) is judged where no undecided repeat can change the answer: %s, case %#',
  (expression, runs, expected) => {
    expect(judged(expression, runs, 'collapsed')).toEqual(expected)
  },
)

test.each<[string, RunResult[], unknown[]]>([
  ['value==recovered', [back()], ['ok', 'recovered', 'recovered', '']],
  ['value===recovered', [back()], ['ok', 'recovered', 'recovered', '']],
  ['value==absorbed', [back()], ['failed', 'recovered', 'absorbed', '']],
  ['value!=metastable', [back()], ['ok', 'recovered', 'metastable', '']],
  ['value!=metastable', [down()], ['failed', 'metastable', 'metastable', '']],
])('a verdict is judged by words: %s', (expression, runs, expected) => {
  expect(judged(expression, runs, 'verdict')).toEqual(expected)
})

test('a condition on the verdict must hold in every repeat', () => {
  const runs = [back(1), down(2), back(3)]
  expect(judged('value==recovered', runs, 'verdict')[0]).toBe('failed')
  expect(judged('value!=metastable', runs, 'verdict')).toEqual([
    ...['failed', 'recovered 2, metastable 1', 'metastable', ''],
  ])
  expect(judged('value!=slow', runs, 'verdict')[0]).toBe('ok')
})

test('an undecided verdict never passes silently, but what another repeat breaks has failed', () => {
  const of = (expression: string, ...runs: RunResult[]) => judged(expression, runs, 'verdict')
  const why = `repeat 2 ${WHY}`
  expect(of('value!=metastable', back(1), open(2))).toEqual([
    ...['insufficient', 'undecided 1, recovered 1', 'metastable', why],
  ])
  expect(of('value==recovered', back(1), open(2))[0]).toBe('insufficient')
  expect(of('value!=metastable', down(1), open(2))[0]).toBe('failed')
  expect(of('value==recovered', down(1), open(2))[0]).toBe('failed')
})

test('only a condition that names undecided takes it as a word', () => {
  const of = (expression: string, ...runs: RunResult[]) => judged(expression, runs, 'verdict')[0]
  expect(of('value!=undecided', back(1), back(2))).toBe('ok')
  expect(of('value!=undecided', back(1), open(2))).toBe('failed')
  expect(of('value==undecided', open(1))).toBe('ok')
})

test('without a trigger there is no verdict to judge, and an invalid run has none that counts', () => {
  expect(judged('value!=metastable', [runResult()], 'verdict')).toEqual([
    'insufficient',
    null,
    'metastable',
    'repeat 1 has no verdict: that takes a trigger that ends before the load does',
  ])
  const invalid = course('gbggggg', 1, { status: 'invalid' })
  expect(judged('value!=metastable', [invalid], 'verdict')).toEqual([
    ...['invalid', null, 'metastable', 'repeat 1 is invalid'],
  ])
})
