import { expect, test } from 'vitest'
import { histogram, phaseResult, runResult } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { reportMarkdown } from '../run/report.ts'
import { answerColumns } from './answer-columns.ts'
import { findingsText } from './finding-text.ts'
import { summaryData } from './summarise-data.ts'
import type { SummaryData } from './summary-data.ts'

const suite = { name: 'burst', question: 'Does it hold?', about: '', plan: null, loads: {}, variants: {}, config: {} }
const dataOf = (...runs: Parameters<typeof runResult>[0][]) =>
  runData({ suites: [suite], runs: runs.map((fields, i) => runResult({ repeat: i + 1, seed: i + 1, ...fields })) })
const armOf = (data: ReturnType<typeof runData>) => summaryData(data).suites[0]!.arms[0]!
const cellOf = (data: ReturnType<typeof runData>, head: string) =>
  answerColumns([armOf(data)])
    .find((column) => column.head === head)!
    .cell(armOf(data))

/** A hundred requests of which this many succeeded, after 10 ms. */
const phases = (ok: number) => [
  phaseResult({ outcomes: { ok, failed: 100 - ok }, latencies: { response: histogram([10], ok) } }),
]

test('a percentile that one repeat lacks is n/a, though the data have the median of the others', () => {
  const [both, one] = [
    dataOf({ phases: phases(90) }, { phases: phases(80) }),
    dataOf({ phases: phases(90) }, { phases: phases(0) }),
  ]
  expect(cellOf(both, 'p50 [ms]')).toBe('10.0')
  expect([cellOf(one, 'p50 [ms]'), armOf(one).metrics.response_p50]).toMatchObject([
    'n/a',
    { median: 10_000, repeats: 1 },
  ])
})

test('report.md prints the verdict, figures and findings of summary.json', () => {
  const data = dataOf({ phases: phases(90) })
  const summary = JSON.parse(JSON.stringify(summaryData(data))) as SummaryData
  const [answer] = summary.suites
  answer!.arms[0]!.metrics.goodput_ratio!.median = 0.125
  answer!.arms[0]!.verdict = {
    kind: 'metastable',
    counts: { metastable: 1 },
    backAfterMs: null,
    isProjected: false,
    runs: [],
  }
  answer!.findings = [{ kind: 'interrupted', text: 'A finding of the file.' }]
  expect(findingsText(answer!)).toBe('A finding of the file.')
  const text = reportMarkdown(data, summary)
  expect(text).toContain('\nResult: A finding of the file.\n')
  expect(text).toContain('\n| rpc | 1 | stays down | 12.5 % | ')
  expect(text).toContain('\n| rpc | metastable | n/a | ')
})

test('answers of a service at a URL are data, and columns that only our targets can fill are left out', () => {
  const answers = { statuses: { '200': 380 }, unanswered: { refused: 3 }, resent: 0 }
  const data = dataOf({ answers }, { answers })
  expect(armOf(data).answers).toEqual({ statuses: { '200': 760 }, unanswered: { refused: 6 }, resent: 0 })
  expect(cellOf(data, 'answers, all repeats')).toBe('200: 760, refused: 6')
  expect(answerColumns([armOf(data)]).map(({ head }) => head)).not.toContain('wasted work')
})
