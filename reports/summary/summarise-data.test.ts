import { expect, test } from 'vitest'
import { figure } from '../../bench/metrics/sample.ts'
import { runResult, triggeredRun, verdict } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { summaryData } from './summarise-data.ts'

const run = triggeredRun
const [DOWN, BACK] = ['gbbbbbb', 'gbggggg']
const policy = { kind: 'timeout' }
const config = {
  arms: {
    naive: { style: 'rpc', policy: [policy] },
    jitter: { style: 'rpc', policy: [{ ...policy, jitter: 1 }] },
    guarded: { style: 'rpc', policy: [{ kind: 'bulkhead' }, policy] },
  },
}
const suite = { name: 'burst', question: 'Does it hold?', about: '', plan: null, loads: {}, variants: {}, config }
const [answer] = summaryData(
  runData({
    suites: [suite],
    runs: [run(DOWN, { arm: 'naive' }), run(DOWN, { arm: 'jitter' }), run(BACK, { arm: 'guarded' })],
  }),
).suites

test('an arm has its verdict, P(collapse) with its interval, and headline metrics', () => {
  expect(answer!.arms[0]).toMatchObject({
    arm: 'naive',
    variant: '-',
    style: 'rpc',
    clock: 'virtual',
    repeats: 1,
    status: 'valid',
    verdict: {
      kind: 'metastable',
      counts: { metastable: 1 },
      backAfterMs: null,
      isProjected: false,
      runs: [{ repeat: 1, seed: 1, ...verdict('metastable', { reason: 'down for 300 s' }) }],
    },
    collapse: { seeds: 1, decided: 1, share: 1, low: expect.closeTo(0.21, 2), high: 1 },
    metrics: {
      goodput_ratio: { unit: 'ratio', better: 'higher', median: 1 / 7, low: null, repeats: 1 },
      recovery_time: { unit: 'ms', median: 'never', max: 'never' },
    },
  })
})

test('a finding says in how many repeats it holds, where they differ', () => {
  const open = verdict('undecided', { reason: 'too short' })
  const third = { repeat: 3, seed: 3 }
  const runs = [1, 2].flatMap((repeat) => [
    run(BACK, { arm: 'rpc', repeat, seed: repeat }),
    run(BACK, { arm: 'queue', repeat, seed: repeat }),
    run(DOWN, { arm: 'naive', repeat, seed: repeat }),
  ])
  const differing = [run(BACK, { arm: 'rpc', ...third, verdict: open }), run(BACK, { arm: 'naive', ...third })]
  const all = [...runs, ...differing, run(BACK, { arm: 'queue', ...third })]
  const [first] = summaryData(runData({ suites: [suite], runs: all })).suites[0]!.findings
  expect(first!.text).toBe(
    'rpc brings the service back at once in 2 of 3 repeats, queue at once. naive keeps it down for good in 2 of 3 repeats.',
  )
})

test('findings are data, with their words', () => {
  expect(answer!.findings.map(({ kind }) => kind)).toEqual(['survival', 'saved-by', 'alike', 'best-and-worst'])
  expect(answer!.findings.slice(0, 3)).toEqual([
    {
      kind: 'survival',
      variant: '-',
      undecided: [],
      back: [{ arm: 'guarded', variant: '-', verdict: 'recovered', times: 1, repeats: 1, backAfterMs: 0 }],
      down: ['naive', 'jitter'].map((arm) => ({ arm, variant: '-', verdict: 'metastable', times: 1, repeats: 1 })),
      text: 'guarded brings the service back at once. naive and jitter keep it down for good.',
    },
    {
      kind: 'saved-by',
      arm: 'guarded',
      variant: '-',
      elements: ['bulkhead'],
      without: 'naive',
      text: 'guarded is saved by its bulkhead: naive is the same without it.',
    },
    {
      kind: 'alike',
      arms: ['naive', 'jitter'].map((arm) => ({ arm, variant: '-' })),
      text: 'jitter does the same as naive.',
    },
  ])
})

test('the most frequent verdict is that of the arm; of two that are equally frequent, the worse one', () => {
  const verdictOf = (...letters: string[]) =>
    summaryData(runData({ suites: [suite], runs: letters.map((text, i) => run(text, { repeat: i + 1 })) })).suites[0]!
      .arms[0]!.verdict
  expect(verdictOf(BACK, BACK, DOWN)).toMatchObject({ kind: 'recovered', counts: { recovered: 2, metastable: 1 } })
  expect(verdictOf(BACK, DOWN)).toMatchObject({ kind: 'metastable' })
})

test('without a trigger there is no verdict and no P(collapse)', () => {
  const [plain] = summaryData(runData({ suites: [suite], runs: [runResult()] })).suites
  expect(plain!.arms[0]).toMatchObject({ verdict: null, collapse: null })
})

test('a warning stands once with its repeats; repeated runs are a warning too', () => {
  const warnings = [{ severity: 'note', message: 'odd', advice: 'look' } as const]
  const exceeded = { what: 'delay', value: 9, bound: 3, unit: 'ms' } as const
  const late = [{ severity: 'invalid', message: 'late', advice: 'wait', exceeded } as const]
  const [suiteAnswer] = summaryData(
    runData({
      suites: [suite],
      runs: [runResult({ warnings }), runResult({ warnings: [...warnings, ...late], repeat: 2 })],
      discarded: [
        {
          suite: 'burst',
          variant: '-',
          arm: 'rpc',
          repeat: 2,
          seed: 2,
          warnings: late,
          othersCores: null,
          goodputRatio: 1,
        },
      ],
    }),
  ).suites
  const rpc = { arm: 'rpc', variant: '-' }
  expect(suiteAnswer!.warnings).toEqual([
    { kind: 'note', ...rpc, clock: 'virtual', repeats: [1, 2], message: 'odd', advice: 'look', exceeded: null },
    { kind: 'invalid', ...rpc, clock: 'virtual', repeats: [2], message: 'late', advice: 'wait', exceeded },
    {
      kind: 'discarded',
      ...rpc,
      clock: 'real',
      repeats: [2],
      message: expect.any(String),
      advice: 'wait',
      exceeded: null,
    },
  ])
})

test('virtual answers beside real runs are data, with the distance of the real ones from them', () => {
  const seeds = [1, 2]
  const [both] = summaryData(
    runData({
      suites: [suite],
      runs: seeds.map((seed) => run(BACK, { seed, repeat: seed, clock: 'real' })),
      simulated: seeds.map((seed) => run(DOWN, { seed, repeat: seed })),
    }),
  ).suites
  expect(both!.arms).toMatchObject([{ clock: 'real', verdict: { kind: 'recovered' } }])
  expect(both!.virtual).toMatchObject([
    {
      arm: 'rpc',
      clock: 'virtual',
      repeats: 2,
      verdict: { kind: 'metastable' },
      collapse: { share: 1 },
      metrics: { goodput_ratio: { median: 1 / 7 }, recovery_time: { median: 'never' } },
    },
  ])
  const row = (metric: string) => both!.transfer.find((one) => one.metric === metric)
  expect(row('goodput_ratio')).toEqual({
    arm: 'rpc',
    variant: '-',
    metric: 'goodput_ratio',
    unit: 'ratio',
    pairs: 2,
    real: 6 / 7,
    virtual: 1 / 7,
    difference: 6 / 7 - 1 / 7,
    low: null,
    high: null,
  })
  // What one of both never does has no difference.
  expect(row('recovery_time')).toBeUndefined()
  expect([answer!.virtual, answer!.transfer]).toEqual([[], []])
})

test('a suite without arms has its figures', () => {
  const measured = [
    figure({
      suite: 'burst',
      arm: 'breaker',
      variant: '-',
      metric: 'time_per_operation',
      unit: 'ns',
      better: 'lower',
      value: 1 / 3,
    }),
  ]
  const [micro] = summaryData(runData({ suites: [suite], measured })).suites
  expect(micro).toMatchObject({ arms: [], findings: [], figures: [{ arm: 'breaker', unit: 'ns', median: 1 / 3 }] })
})

test('CPU of other programs is a warning of each arm, from a tenth of a core on', () => {
  const busy = (arm: string, othersCores: number | null, repeat: number) =>
    runResult({ arm, variant: '-', clock: 'real', repeat, othersCores })
  const environment = { ...runData().environment, cores: 2 }
  const runs = [busy('rpc', 0.1, 1), busy('rpc', 1.25, 2), busy('rpc', 0.099, 3), busy('queue', null, 1)]
  const [suiteAnswer] = summaryData(runData({ suites: [suite], runs, environment })).suites
  expect(suiteAnswer!.warnings).toEqual([
    {
      kind: 'machine',
      arm: 'rpc',
      variant: '-',
      clock: 'real',
      repeats: [1, 2],
      exceeded: null,
      message: 'Other programs used 0.1 to 1.3 of 2 cores during these runs.',
      advice: 'End other programs, or run on a machine that does nothing else.',
    },
  ])
})
