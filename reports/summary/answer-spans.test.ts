import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import { runResult, triggeredRun, verdict } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { plainText } from '../span.ts'
import { answerSpans } from './answer-spans.ts'
import { summaryData } from './summarise-data.ts'

const suite = {
  name: 'burst',
  question: 'Which client lets the target come back, and which keeps it down?',
  about: '',
  plan: null,
  loads: {},
  variants: {},
  config: {},
}

const run = (arm: string, letters: string, fields: Partial<RunResult> = {}) => triggeredRun(letters, { arm, ...fields })
const RUNS = [run('naive-retries', 'gbbbbbbbbb'), run('guarded', 'gbgggggggg')]

function spans(runs: readonly RunResult[], width: number, plan: string | null = null) {
  return answerSpans(summaryData(runData({ suites: [{ ...suite, plan }], runs })).suites[0]!, runs, width)
}
const lines = (...of: Parameters<typeof spans>) => plainText(spans(...of)).split('\n')

test('80 columns: question, verdicts with signs first, the trigger marked, missing columns named', () => {
  expect(lines(RUNS, 80)).toEqual([
    'burst  2 arms, 1 repeat each, virtual time, all valid',
    '',
    'Which client lets the target come back, and which keeps it down?',
    '',
    '  arm            verdict       in time  p99 all  wasted  att./req  over time',
    '✗ naive-retries  stays down     10.0 %      n/a     n/a      1.00  ▇▇▁▁▁▁▁▁▁▁▁▁▁',
    '✓ guarded        back at once   90.0 %      n/a     n/a      1.00  ▇▇▁▇▇▇▇▇▇▇▇▇▇',
    '                                                                    ^trigger',
    '(too narrow for: p50 [ms], p99 [ms], in flight max)',
    '',
    'guarded brings the service back at once. naive-retries keeps it down for good.',
    'guarded completed 90.0 % of the requests within 1000 ms with 1.00 attempts per',
    'request; naive-retries completed 10.0 % of the requests within 1000 ms with 1.00',
    'attempts per request.',
    '',
  ])
})

test('no line is wider than the terminal, whatever is in it', () => {
  const long = [run('a-very-long-name-of-an-arm-that-nobody-would-type', 'gbbbbbbbbb'), ...RUNS]
  for (const width of [60, 80, 100, 120, 160])
    for (const line of lines(long, width)) expect([width, line.length <= width]).toEqual([width, true])
})

test('a narrow terminal cuts the name before the verdict, and the percentiles of survivors before p99 of all', () => {
  const [head] = lines(RUNS, 80).filter((line) => line.includes('verdict'))
  expect(head).toContain('p99 all')
  expect(head).not.toContain('p50')
  const long = [run('a-very-long-name-of-an-arm-that-nobody-would-type', 'gbbbbbbbbb')]
  expect(lines(long, 60).find((line) => line.startsWith('✗'))).toBe(
    '✗ a-very-lon...  stays down   10.0 %      n/a  ▇▇▁▁▁▁▁▁▁▁▁▁▁',
  )
})

test('an unknown width is no limit: long heads, one line a sentence', () => {
  expect(lines(RUNS, Number.POSITIVE_INFINITY).find((line) => line.includes('verdict'))).toBe(
    '  arm            verdict       in time  p99 of all [ms]  wasted work  attempts/request  p50 [ms]  p99 [ms]  in flight max  over time',
  )
})

test('the status of an arm that is not valid stands right behind its verdict', () => {
  const invalid = { severity: 'invalid', message: 'late', advice: 'wait' } as const
  const runs = [RUNS[0]!, run('guarded', 'gbgggggggg', { status: 'invalid', warnings: [invalid] })]
  const [facts, , , , head, , guarded] = lines(runs, 80)
  expect(facts).toBe('burst  2 arms, 1 repeat each, virtual time, not all valid')
  expect([head!.slice(0, 39), guarded!.slice(0, 39).trimEnd()]).toEqual([
    '  arm            verdict     status   i',
    '? guarded        undecided   invalid',
  ])
})

test('the sign and the colour of a row agree with its verdict', () => {
  const runs = [
    ...RUNS,
    run('open', 'gbbbbbbbbb', { verdict: verdict('undecided') }),
    run('back-in-2-of-3', 'gbgggggggg'),
  ]
  const more = [run('back-in-2-of-3', 'gbgggggggg', { repeat: 2 }), run('back-in-2-of-3', 'gbbbbbbbbb', { repeat: 3 })]
  const signs = spans([...runs, ...more], 120).filter(({ text }) => ['✓', '~', '✗', '?'].includes(text))
  expect(signs).toEqual([
    ...[
      { text: '✗', tone: 'bad' },
      { text: '✓', tone: 'good' },
      { text: '?', tone: 'unknown' },
    ],
    ...[{ text: '~', tone: 'late' }],
  ])
})

test('where nothing has a trigger there are no signs and no mark', () => {
  const [, , , , head, row, foot] = lines([runResult({ arm: 'plain', loadEndMs: 2500 })], 80)
  expect([head!.slice(0, 14), row!.slice(0, 14)]).toEqual(['arm    in time', 'plain  100.0 %'])
  expect(foot!.trim()).toBe('2.5 s')
})

test('the reasons why an arm is undecided stand below the sentence: the first four, each once, wrapped', () => {
  const runs = [1, 2, 3].map((repeat) => run('open', 'gbgggggggg', { repeat }))
  const answer = summaryData(runData({ suites: [suite], runs })).suites[0]!
  const reasoned = (...reasons: string[]) => {
    const judged = reasons.map((reason, i) => ({ repeat: i + 1, seed: i + 1, ...verdict('undecided', { reason }) }))
    const counts = { undecided: reasons.length }
    const own = { kind: 'undecided' as const, counts, backAfterMs: null, isProjected: false, runs: judged }
    const arms = [{ ...answer.arms[0]!, verdict: own }]
    return plainText(answerSpans({ ...answer, arms, findings: [] }, runs, 60)).split('\n')
  }
  const long = 'a timer may still run out 42 s after the end of the load, so more of it decides'
  expect(reasoned(long, long, 'too short').slice(-4)).toEqual([
    'open undecided in 2 of 3 repeats: a timer may still run out',
    '42 s after the end of the load, so more of it decides',
    ...['open undecided in 1 of 3 repeats: too short', ''],
  ])
  expect(reasoned('a', 'b', 'c', 'd', 'e', 'f').slice(-3)).toEqual([
    ...['open undecided in 1 of 3 repeats: d', '(and 2 more in report.md)', ''],
  ])
})

test('a plan of the command line stands with the question', () => {
  expect(lines(RUNS, Number.POSITIVE_INFINITY, '1s@50')[2]).toBe(
    `${suite.question} (with --plan 1s@50 instead of the suite's load)`,
  )
})

test('where arms have different numbers of runs, the runs are counted together, variants too', () => {
  const runs = [
    ...RUNS,
    run('guarded', 'gbgggggggg', { repeat: 2 }),
    run('guarded', 'gbgggggggg', { variant: 'other' }),
  ]
  expect(lines(runs, 80)[0]).toBe('burst  2 variants, 2 arms, 4 runs, virtual time, all valid')
})
