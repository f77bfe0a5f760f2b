import { expect, test } from 'vitest'
import { confirmed, toConfirm } from './confirm.ts'
import { compareSides } from './judge.ts'
import { mergedNoise, noiseOf, noiseRows } from './noise.ts'
import { outcomeOf, tallyOf } from './outcome.ts'
import type { SeriesVerdict } from './row.ts'
import { type SeriesFields, series, side } from './side.testing.ts'

const TEN = [100, 101, 102, 103, 104, 105, 106, 107, 108, 109].map((ms) => ms * 1000)
const times = (factor: number) => TEN.map((us) => us * factor)
const rows = (factor: number, fields: SeriesFields = {}) =>
  compareSides(side(series(TEN, fields)), side(series(times(factor), fields)))

test('a regression stands when a second batch shows it too', () => {
  const first = rows(1.3)
  expect(toConfirm(first)).toHaveLength(1)
  const [row] = confirmed(first, rows(1.2))
  expect([row!.verdict, row!.note]).toEqual([
    'regressed',
    expect.stringMatching(/^confirmed by a second batch \(p 0\.000/),
  ])
})

test.each([
  ['does not show it', 1, 'inconclusive'],
  ['shows the opposite', 1 / 1.3, 'inconclusive'],
])('a regression falls when the second batch %s', (_, factor, verdict) => {
  const again = compareSides(side(series(TEN)), side(series(TEN.map((us, i) => us * factor + (i % 2)))))
  expect(confirmed(rows(1.3), again)[0]).toMatchObject({ verdict, note: expect.stringContaining('not confirmed') })
})

test('a regression falls when nothing at all differs in the second batch', () => {
  expect(confirmed(rows(1.3), rows(1))[0]).toMatchObject({
    verdict: 'inconclusive',
    note: 'not confirmed by a second batch (p 1.0)',
  })
})

test('what the second batch cannot judge is neither confirmed nor refuted', () => {
  expect(confirmed(rows(1.3), [])[0]!.verdict).toBe('invalid')
  expect(confirmed(rows(1.3), rows(1.3, { status: 'invalid' }))[0]!.verdict).toBe('invalid')
})

test('exact, informational and improved series need no second batch', () => {
  const exact = compareSides(side(series([1], { kind: 'exact' })), side(series([2], { kind: 'exact' })))
  expect([exact, rows(1.3, { phase: 'recovery' }), rows(1 / 1.3)].flatMap(toConfirm)).toEqual([])
})

test.each([
  [['regressed', 'missing', 'equal'], 'regressed'],
  [['missing', 'equal'], 'not judged'],
  [['undetectable'], 'not judged'],
  [['invalid', 'improved'], 'not judged'],
  [['incomparable'], 'not judged'],
  [['new'], 'not judged'],
  [[], 'not judged'],
  [['new', 'equal'], 'fine'],
  [['improved', 'within-noise', 'equivalent', 'inconclusive', 'changed'], 'fine'],
] as const)('%j comes to "%s"', (verdicts, outcome) => {
  const [row] = rows(1.3)
  expect(outcomeOf((verdicts as readonly SeriesVerdict[]).map((verdict) => ({ ...row!, verdict })))).toBe(outcome)
})

test('informational series decide nothing', () => {
  const [row] = rows(1.3)
  expect(
    outcomeOf([
      { ...row!, gates: false },
      { ...row!, verdict: 'equal' },
    ]),
  ).toBe('fine')
  expect(outcomeOf([{ ...row!, gates: false }])).toBe('not judged')
})

test('the tally counts gating series, and the size of change that was found in half of them and in all', () => {
  const [row] = rows(1.3)
  const mdes = [0.1, 0.2, 0.4].map((mde) => ({ ...row!, mde }))
  expect(tallyOf([...mdes, { ...row!, mde: Number.NaN }, { ...row!, gates: false, mde: 9 }])).toEqual({
    series: 4,
    verdicts: new Map([['regressed', 4]]),
    mdeMedian: 0.2,
    mdeMax: 0.4,
    exact: false,
    exactMinimum: false,
  })
})

test('the noise of a series is the effect that was seen without any change; ratios count up and down alike', () => {
  const [row] = rows(1)
  const noise = (fields: object) => noiseRows([{ ...row!, ...fields }], 'a').map((own) => Number(own.noise.toFixed(6)))
  expect([noise({ effect: -0.5 }), noise({ effect: 1 }), noise({ effect: 0 })]).toEqual([[1], [1], [0]])
  expect(noise({ scale: 'difference', effect: -0.5 })).toEqual([0.5])
  expect([noise({ effect: Number.NaN }), noise({ gates: false, effect: 1 })]).toEqual([[], []])
})

test('noise holds for its class of machine; a later measurement replaces an earlier one', () => {
  const [row] = rows(1)
  const of = (machine: string, high: number) => noiseRows([{ ...row!, effect: high }], machine)
  const merged = mergedNoise([...of('a', 0.1), ...of('b', 0.2)], of('a', 0.3))
  const key = 'burst default queue all response_p50'
  expect([noiseOf(merged, 'a').get(key)!.toFixed(6), noiseOf(merged, 'b').get(key)!.toFixed(6)]).toEqual([
    '0.300000',
    '0.200000',
  ])
  expect([noiseOf(merged, 'c').size, noiseOf(merged, null).size]).toEqual([0, 0])
})
