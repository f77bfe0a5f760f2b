import { expect, test } from 'vitest'
import { figure } from '../../bench/metrics/sample.ts'
import { histogram, phaseResult, runResult } from '../../bench/metrics/testing.ts'
import type { RunData, SuiteInfo } from '../data/run-data.ts'
import { runData } from '../data/testing.ts'
import { reportMarkdown } from './report.ts'

const suite = (fields: Partial<SuiteInfo> = {}): SuiteInfo => ({
  name: 'burst',
  question: 'Does it hold?',
  about: '',
  plan: null,
  loads: {},
  variants: {},
  config: {},
  ...fields,
})
const report = (fields: Partial<RunData>) => reportMarkdown(runData({ suites: [suite()], ...fields }))

/** The part of a report under a heading, without the heading. */
function under(heading: string, text: string): string {
  const start = text.indexOf(`\n${heading}\n`)
  if (start < 0) throw new Error(`no ${heading}`)
  return text
    .slice(start + heading.length + 2)
    .split(/\n#|\nLatencies begin/)[0]!
    .trim()
}

/** The cell of a table by its head, in the row whose first cell is `row`. */
function cell(table: string, row: string, head: string): string {
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.slice(2, -2).split(' | '))
  return rows.find(([name]) => name === row)![rows[0]!.indexOf(head)]!
}

const summaryOf = (text: string) => under('## burst', text)

test('a suite has its question, its result, its text and its figures, in this order', () => {
  const text = report({ suites: [suite({ about: 'Ten requests.' })], runs: [runResult()] })
  expect(text.startsWith('# stormbench report\n\n## burst\n\n**Does it hold?**\n\n')).toBe(true)
  expect(summaryOf(text)).toBe(
    `**Does it hold?**

Result: rpc completed 100.0 % of the requests with 1.00 attempts per request.

Ten requests.

| arm | repeats | in time | p99 of all [ms] | wasted work | attempts/request | status | p50 [ms] | p99 [ms] | in flight max |
| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |
| rpc | 1 | 100.0 % | n/a | n/a | 1.00 | valid | n/a | n/a | 1 |`,
  )
})

test('a report has the number of requests, the rate and the duration of a load', () => {
  const load = (requests: number) =>
    ({ requests, durationMs: 2000, arrival: 'constant', rates: `${requests / 2}/s for 2 s` }) as const
  const planned = (loads: SuiteInfo['loads']) => summaryOf(report({ suites: [suite({ loads })], runs: [runResult()] }))
  expect(planned({ default: load(100) })).toContain('\n\nPlanned: 100 requests in 2 s: 50/s for 2 s.\n\n| arm')
  expect(planned({ a: load(100), b: load(200) })).toContain(
    'Planned:\n\n- a: 100 requests in 2 s: 50/s for 2 s\n- b: 200 requests in 2 s: 100/s for 2 s\n\n| arm',
  )
})

test('without an about text there is no gap in its place', () => {
  expect(summaryOf(report({ runs: [runResult()] }))).toContain('per request.\n\n| arm |')
})

test('suites stand in their order; one without runs says so', () => {
  const text = report({ suites: [suite({ name: 'z' }), suite()], runs: [runResult()] })
  expect(text.split('\n').filter((line) => line.startsWith('## '))).toEqual(['## z', '## burst'])
  expect(under('## z', text)).toBe('**Does it hold?**\n\nNothing was measured.')
})

test('a report of an interrupted run says so at its top, any other does not', () => {
  const note = '# stormbench report\n\n> This run was interrupted: it holds what was measured until then.\n\n## burst'
  expect(report({ status: 'partial', runs: [runResult()] }).startsWith(note)).toBe(true)
  expect(report({ runs: [runResult()] })).not.toContain('interrupted')
})

test('a percentile with fewer than ten samples beyond it is n/a: 999 samples for p99, 1000 give a figure', () => {
  const p99 = (n: number) => {
    const phase = phaseResult({ outcomes: { ok: n }, latencies: { response: histogram([0.5], n) } })
    return cell(summaryOf(report({ runs: [runResult({ phases: [phase] })] })), 'rpc', 'p99 [ms]')
  }
  expect([p99(999), p99(1000)]).toEqual(['n/a', '0.5'])
})

test('p99 of all is never when more than 1 % did not succeed, with a deadline or without', () => {
  const p99 = (failed: number, deadlineMs: number | null) => {
    const ok = 1000 - failed
    const phase = phaseResult({ outcomes: { ok, failed }, latencies: { response: histogram([0.5], ok) } })
    const text = summaryOf(report({ runs: [runResult({ deadlineMs, phases: [phase] })] }))
    return cell(text, 'rpc', 'p99 of all [ms]')
  }
  expect([p99(10, 250), p99(11, 250), p99(11, null)]).toEqual(['0.5', 'never', 'never'])
})

test('an arm clocked from dequeue says so, and leads with its service time', () => {
  const phase = phaseResult({
    outcomes: { ok: 20 },
    latencies: { response: histogram([0.5], 20), service: histogram([0.2], 20) },
  })
  const runs = [runResult({ arm: 'queue', style: 'queue', clockFrom: 'dequeue', phases: [phase] })]
  expect(cell(summaryOf(report({ runs })), 'queue (clocked from dequeue)', 'p50 [ms]')).toBe('0.2')
})

test('repeats are one row: the median of each figure, and the worst status', () => {
  const runs = [1, 4, 2].map((inFlightMax, i) =>
    runResult({ repeat: i + 1, inFlightMax, status: i === 1 ? 'invalid' : 'valid' }),
  )
  const text = summaryOf(report({ runs }))
  expect(['repeats', 'in flight max', 'status'].map((head) => cell(text, 'rpc', head))).toEqual(['3', '2', 'invalid'])
})

test('each doubt names its run, invalid runs are marked, and each advice stands once', () => {
  const invalid = { severity: 'invalid', message: 'It was blocked.', advice: 'Close other programs.' } as const
  const note = { severity: 'note', message: 'It was short.', advice: 'Run it longer.' } as const
  const runs = [
    runResult({ status: 'invalid', warnings: [invalid, note] }),
    runResult({ repeat: 2, warnings: [note] }),
    runResult({ arm: 'queue', warnings: [note] }),
  ]
  expect(under('### Doubts', report({ runs }))).toBe(
    `- - rpc, repeat 1: **invalid** It was blocked.
- - rpc, repeat 1: It was short.
- - rpc, repeat 2: It was short.
- - queue, repeat 1: It was short.

What helps:

- Close other programs.
- Run it longer.`,
  )
  expect(report({ runs: [runResult()] })).not.toContain('### Doubts')
})

test('variants: the changes against the first, arm by arm, with the cause of the difference', () => {
  const phase = (p50Ms: number, late: number, retry: number) =>
    phaseResult({
      outcomes: { ok: 100 },
      late,
      attempts: { first: 100, retry },
      latencies: { response: histogram([p50Ms], 100) },
    })
  const runs = [
    runResult({ variant: 'calm', inFlightMax: 3, phases: [phase(0.5, 10, 25)] }),
    runResult({ variant: 'storm', inFlightMax: 5, phases: [phase(0.25, 20, 50)] }),
    runResult({ variant: 'storm', arm: 'new', phases: [phase(0.25, 0, 0)] }),
  ]
  const text = report({ suites: [suite({ variants: { storm: 'load: 9s@9' } })], runs })
  expect(under('### Change against calm', text)).toBe(
    `| variant | arm | attempts/request | p50 from plan [ms] | p99 from plan [ms] | in time | in flight max | what differs |
| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
| storm | rpc | +0.25 | -0.3 | n/a | -10.0 % | +2 | load: 9s@9 |
| storm | new | n/a | n/a | n/a | n/a | n/a | load: 9s@9 |`,
  )
})

test('with one variant there is neither its name nor a change', () => {
  const text = report({ runs: [runResult(), runResult({ arm: 'queue' })] })
  expect(text).not.toContain('variant')
  expect(text).not.toContain('### Change')
})

test('where requests did not succeed: mechanisms, and reasons with the most frequent first', () => {
  const phase = phaseResult({
    outcomes: { ok: 4, failed: 2, rejected: 4 },
    reasons: { 'failed: error': 2, 'rejected: breaker': 4 },
    rejections: { breaker: 7 },
  })
  const text = report({ runs: [runResult({ phases: [phase] }), runResult({ arm: 'fine' })] })
  expect(under('### Turned away, and why requests did not succeed', text)).toBe(
    `| arm | by breaker | by bulkhead | by budget | by queue | results other than ok, all repeats |
| --- | ---: | ---: | ---: | ---: | --- |
| rpc | 7 | 0 | 0 | 0 | rejected: breaker 4, failed: error 2 |
| fine | 0 | 0 | 0 | 0 | - |`,
  )
})

test('several phases have a table, one has none', () => {
  const phases = [phaseResult(), phaseResult({ phase: 'trigger', outcomes: { ok: 5, failed: 5 } })]
  expect(under('### By phase in which a request was planned', report({ runs: [runResult({ phases })] }))).toBe(
    `| arm | phase | requests | in time | goodput [1/s] | attempts/request | p50 [ms] | p99 [ms] |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
| rpc | baseline | 10 | 100.0 % | 10.0 | 1.00 | n/a | n/a |
| rpc | trigger | 10 | 50.0 % | 5.0 | 1.00 | n/a | n/a |`,
  )
  expect(report({ runs: [runResult()] })).not.toContain('### By phase')
})

test('figures without arms follow the suites, each in a section', () => {
  const sample = figure({
    suite: 'micro',
    arm: 'breaker',
    variant: '-',
    metric: 'time_per_operation',
    unit: 'ns',
    better: 'lower',
    value: 12.345,
  })
  const measured = [sample, { ...sample, repeat: 2, value: 14.345 }]
  expect(under('## micro', report({ suites: [], measured }))).toBe(
    `| what | variant | time_per_operation [ns] |
| --- | ---: | ---: |
| breaker | - | 13.35 |`,
  )
})

test('a measured suite with conditions has one section, which begins with them', () => {
  const info = suite({ name: 'micro', question: 'What does it cost?', about: 'With nats-server 2.' })
  const measured = [
    figure({
      suite: 'micro',
      arm: 'nats',
      variant: 'default',
      metric: 'cpu_vs_bare',
      unit: 'ratio',
      better: 'lower',
      value: 1.1,
    }),
  ]
  const text = report({ suites: [info], measured })
  expect(under('## micro', text)).toMatch(/^\*\*What does it cost\?\*\*\n\nWith nats-server 2\.\n\n\| what /)
  expect(text.match(/## micro/g)).toHaveLength(1)
})

test('a load from the command line is named, and the text about the suite load is left out', () => {
  const text = report({ suites: [suite({ about: 'Bursts of 200.', plan: '1s@5' })], runs: [runResult()] })
  expect(text).toContain("Load: `1s@5`, given by `--plan` instead of the suite's own.")
  expect(text).not.toContain('Bursts of 200.')
})
