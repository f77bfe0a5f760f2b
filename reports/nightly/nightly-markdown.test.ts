import { expect, test } from 'vitest'
import { verdictsDataOf } from '../../bench/verify/corpus/tally.ts'
import { falseAlarmsOf } from '../compare/false-alarms.ts'
import type { CheckedChange } from '../history/check-json.ts'
import { headlineOf, nightlyMarkdown, SUMMARY_MAX } from './nightly-markdown.ts'
import { nightly, part } from './testing.ts'

const change: CheckedChange = {
  suite: 'burst',
  variant: 'default',
  arm: 'queue',
  metric: 'response_p99',
  kind: 'noisy',
  unit: 'us',
  better: 'lower',
  at: '2026-01-01T02:17:00.000Z',
  night: '2026-01-01T02:17:00.000Z',
  commit: 'c0ffee0000000',
  direction: 'regressed',
  before: 10_000,
  after: 'inf',
  share: null,
  p: null,
}

test('the headline names what is not fine, the worst first', () => {
  const parts = [
    part({ name: 'virtual' }),
    part({ name: 'real', state: 'not judged' }),
    part({ name: 'baseline', state: 'gate failed' }),
    part({ name: 'charts', state: 'left out' }),
  ]
  expect(headlineOf({ status: 'complete', parts })).toBe(
    'gate failed: baseline; not judged: real; 1 of 4 parts fine; left out: charts',
  )
  expect(headlineOf({ status: 'partial', parts: [part({ state: 'interrupted' })] })).toBe(
    'not finished; interrupted: real',
  )
})

test('a night that is fine: facts and a table', () => {
  const parts = [
    part({ summary: '48 runs', links: ['real/report.md'] }),
    part({ name: 'micro', about: 'hot parts', state: 'left out', seconds: 0 }),
  ]
  expect(nightlyMarkdown(nightly({ parts }))).toBe(
    [
      '# Nightly: 1 of 2 parts fine; left out: micro',
      '',
      '- 2026-01-02 02:17 UTC, commit c0ffee0000, 1 min 01 s',
      '- linux x64; calibration 50.0',
      '- history: `history.csv`',
      '',
      '| part | verdict | what | time | report |',
      '| --- | --- | --- | --- | --- |',
      '| real | fine | over HTTP: 48 runs | 1 min 01 s | [real](real/report.md) |',
      '| micro | left out | hot parts | - | - |',
      '',
    ].join('\n'),
  )
})

test('changes, suspects, false alarms, collapses and the output of a part', () => {
  const alarms = falseAlarmsOf(100, 1000, { runs: 8, series: 24, seed: 1 })
  const text = nightlyMarkdown(
    nightly({
      parts: [part({ state: 'crashed', said: 'run\nout of ``` memory' })],
      found: { series: 2, changes: [change], suspects: [{ ...change, after: 12_000, share: 0.2 }] },
      falseAlarms: alarms,
      collapses: [
        { suite: 'retry-storm', variant: 'default', arm: 'naive', seeds: 20, share: 1, low: 0.84, high: 1 },
        { suite: 'retry-storm', variant: 'default', arm: 'open', seeds: 4, share: null, low: 0.1, high: 0.9 },
        { suite: 'retry-storm', variant: 'default', arm: 'budget', seeds: 20, share: 0, low: 0, high: 0.16 },
      ],
    }),
  )
  expect(text).toContain('## New changes (1)\n')
  expect(text).toContain(
    '| regressed | burst: queue | response_p99 [ms] | 10.0 | never | to never | - | 2026-01-01 02:17 | c0ffee0000 |',
  )
  expect(text).toContain('| 10.0 | 12.0 | +20.0 % | 2026-01-01 02:17 |')
  expect(text).toContain('````\nrun\nout of ``` memory\n````')
  expect(text).toContain('10.0 %, 95 % interval 8.3 % to 12.0 %. At most 5.0 % are promised: **broken**.')
  expect(text).toContain(
    '| retry-storm | naive | 1.00 | 0.84 to 1.00 | 20 |\n| retry-storm | open | open | 0.10 to 0.90 | 4 |',
  )
  expect(text).toContain('1 arm of 3 collapsed with no seed.')
})

test('verdicts at several cuts: by kind, and opposite answers with seed and cut', () => {
  const verdicts = verdictsDataOf(
    [
      {
        name: 'drain',
        kind: 'closed forms',
        end: 'back',
        why: '',
        courses: [{ seed: 9, verdicts: ['undecided', 'metastable', 'slow'] }],
      },
    ],
    { cutsS: [30, 60, 120], firstSeed: 9, seeds: 1 },
  )
  expect(nightlyMarkdown(nightly({ verdicts }))).toContain(
    [
      '## Verdicts of systems that are cut short, with the share undecided at each cut',
      '',
      '| systems of | systems | courses | answers | opposite | at 30 s | at 60 s | at 120 s |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| closed forms | 1 | 1 | 3 | 1 | 100 % | 0 % | 0 % |',
      '| all | 1 | 1 | 3 | 1 | 100 % | 0 % | 0 % |',
      '',
      'Seeds from 9 on. 1 of 3 answers are opposite (95 %: at most 79.23 %):',
      '- drain, seed 9, at 60 s: metastable, and it is back',
    ].join('\n'),
  )
})

test('a change is shown as `history check` shows it: from 0 in its own unit', () => {
  const from0 = { ...change, metric: 'recovery_time', unit: 'ms', before: 0, after: 4000, p: 0.0005 } as const
  expect(nightlyMarkdown(nightly({ found: { series: 1, changes: [from0], suspects: [] } }))).toContain(
    '| regressed | burst: queue | recovery_time [ms] | 0 | 4000 | +4000 | 0.0005 | 2026-01-01 02:17 | c0ffee0000 |',
  )
})

test('the text is never longer than a step summary takes', () => {
  const changes = Array.from({ length: 300 }, () => change)
  const found = { series: 300, changes, suspects: changes }
  expect(nightlyMarkdown(nightly({ found }))).toContain('And 275 more.')
  const said = Array.from({ length: 60 }, () => part({ state: 'crashed', said: 'x'.repeat(5000) }))
  const long = nightlyMarkdown(nightly({ found, parts: said }))
  expect(long.length).toBeLessThanOrEqual(SUMMARY_MAX)
  expect(long).toMatch(/The rest would be too long; `nightly.json` has it.\n$/)
})
