import { beforeAll, expect, test } from 'vitest'
import { storm } from '../../../bench/study/why/testing.ts'
import { type SuiteResult, simulate } from '../stormbench.ts'
import '../vitest.ts'
import { messageOf } from './message.testing.ts'

/** A run that its plan does not decide. */
let open: SuiteResult
beforeAll(async () => {
  open = await simulate(storm({ load: '3s@80' }), { seeds: 2, untilDecided: false })
})

test('an undecided arm neither survives nor collapses: both expectations fail, with the reason', () => {
  expect(messageOf(() => expect(open).toSurvive())).toMatchInlineSnapshot(`
    "expected naive to survive

    naive: undecided in 2 of 2 seeds, P(collapse) open (95 % interval 0 to 100 %). Seed 1 is undecided:
    only 0 s after the trigger are known; 5 s of load more would decide. An undecided seed is no
    survival, and no collapse."
  `)
  expect(messageOf(() => expect(open).not.toSurvive())).toMatchInlineSnapshot(`
    "expected naive not to survive

    naive: undecided in 2 of 2 seeds, P(collapse) open (95 % interval 0 to 100 %). Seed 1 is undecided:
    only 0 s after the trigger are known; 5 s of load more would decide. An undecided seed is no
    survival, and no collapse."
  `)
  expect(messageOf(() => expect(open).not.toStayUnder({ collapsed: 0.5 }))).toMatchInlineSnapshot(`
    "expected naive not to keep collapsed under 0.5

    naive: collapsed is not judged: repeat 1 is undecided: only 0 s after the trigger are known.
    Verdict: undecided in 2 of 2 seeds, P(collapse) open (95 % interval 0 to 100 %). Seed 1 is
    undecided: only 0 s after the trigger are known; 5 s of load more would decide."
  `)
})

test('a suite without a trigger has no verdict to expect', async () => {
  const calm = await simulate(storm({ faults: [] }), { seeds: 1 })
  expect(messageOf(() => expect(calm).toSurvive())).toMatchInlineSnapshot(`
    "expected naive to survive

    naive: no verdict: that takes a trigger that ends before the load does"
  `)
  expect(messageOf(() => expect(calm).not.toSurvive())).toContain('naive: no verdict')
  expect(calm).toStayUnder({ retryAmplification: 1.01 })
})

test('an invalid arm is not judged by anything', () => {
  const [arm] = open.arms
  const warning = { severity: 'invalid', message: 'It was late.', advice: 'Wait.' } as const
  const runs = arm!.runs.map((run) => ({ ...run, status: 'invalid' as const, warnings: [warning] }))
  const invalid: SuiteResult = { ...open, arms: [{ ...arm!, status: 'invalid', runs }] }
  const texts = [
    messageOf(() => expect(invalid).toSurvive()),
    messageOf(() => expect(invalid).not.toSurvive()),
    messageOf(() => expect(invalid).toStayUnder({ retryAmplification: 9 })),
    messageOf(() => expect(invalid).not.toStayUnder({ retryAmplification: 1 })),
  ]
  expect(texts.map((text) => text.split('\n\n')[1]!.replaceAll('\n', ' '))).toMatchInlineSnapshot(`
    [
      "naive: not judged, its runs are invalid: It was late. Wait.",
      "naive: not judged, its runs are invalid: It was late. Wait.",
      "naive: not judged, its runs are invalid: It was late. Wait.",
      "naive: not judged, its runs are invalid: It was late. Wait.",
    ]
  `)
})

test('of several variants the arm of each is meant, unless one is named', async () => {
  const variants = { full: {}, half: { load: '9s@40' } } as const
  const both = await simulate(storm({ variants }), { seeds: 1 })
  expect(both).toSurvive({ arm: 'naive', variant: 'half' })
  expect(messageOf(() => expect(both).toSurvive({ arm: 'naive' }))).toContain(
    'naive in full: metastable in 1 of 1 seed',
  )
})

test.each<[string, () => void]>([
  ['arm: must be one of naive, got "niave"; did you mean naive?', () => expect(open).toSurvive({ arm: 'niave' })],
  ['variant: must be one of default, got "calm"', () => expect(open).not.toSurvive({ variant: 'calm' })],
  [
    'seeds: must be at most the 2 that the result has of naive, got 20; write simulate(suite, { seeds: 20 })',
    () => expect(open).toSurvive({ seeds: 20 }),
  ],
  ['sedes: is not an option here, got 2; did you mean seeds?', () => expect(open).toSurvive({ sedes: 2 } as object)],
  [
    'retryAmplificaton: is not an option here, got 2; did you mean retryAmplification?',
    () => expect(open).toStayUnder({ retryAmplificaton: 2 } as object),
  ],
  [
    'goodput_ratio_spared: is not an option here, got 2; did you mean goodputRatioSpared?',
    () => expect(open).toStayAbove({ goodput_ratio_spared: 2 } as object),
  ],
  ['limits: must name at least one metric', () => expect(open).toStayUnder({ arm: 'naive' })],
  ['collapsed: must be at least 0, got -1', () => expect(open).not.toStayUnder({ collapsed: -1 })],
  ['expect: must be given a result of simulate() or run(), got 5', () => expect(5).toSurvive()],
  ['got a promise; write expect(await simulate(suite))', () => expect(Promise.resolve(open)).not.toSurvive()],
])('a mistake fails both an expectation and its opposite: %s', (message, expectation) => {
  expect(messageOf(expectation)).toContain(message)
})
