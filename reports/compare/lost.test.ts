import { expect, test } from 'vitest'
import { compareSides } from './judge.ts'
import { outcomeOf } from './outcome.ts'
import { type SeriesFields, series, side } from './side.testing.ts'

const LOST: SeriesFields = { metric: 'messages_lost', unit: 'count', requests: 10_000 }
const NONE: readonly number[] = new Array(10).fill(0)
const compared = (base: readonly number[], head: readonly number[], fields = LOST, turns: string | null = null) => {
  const of = (values: readonly number[]) => side(series(values, fields), { interleaved: turns })
  return compareSides(of(base), of(head))
}
const row = (...args: Parameters<typeof compared>) => compared(...args)[0]!
/** This many of ten runs lose 400 messages. */
const runsThatLose = (count: number) => NONE.map((_, i) => (i < count ? 400 : 0))

test('one lost message of 10,000 in each run fails a comparison, one failed request more is within the noise', () => {
  const one = NONE.map(() => 1)
  expect(row(NONE, one)).toMatchObject({ verdict: 'regressed', gates: true, effect: 1, minimum: 1, note: '' })
  expect(row(one, NONE)).toMatchObject({ verdict: 'improved', effect: -1 })
  expect(row(NONE, one, { ...LOST, metric: 'failed' })).toMatchObject({ verdict: 'within-noise', minimum: 10 })
  expect([compared(NONE, one), compared(one, NONE), compared(one, one)].map(outcomeOf)).toEqual([
    ...['regressed', 'fine', 'fine'],
  ])
})

test('a comparison reports that more runs lose messages, although the typical run loses none', () => {
  const expected = { effect: 0, verdict: 'regressed', note: 'more or fewer runs have any' }
  const many = [...NONE, ...NONE]
  expect(row(many, [...runsThatLose(9), ...NONE])).toMatchObject(expected)
  expect(row([...runsThatLose(9), ...NONE], many)).toMatchObject({ ...expected, verdict: 'improved' })
  // In pairs half of what such a run loses is the typical shift.
  expect(row(many, [...runsThatLose(9), ...NONE], LOST, 'x')).toMatchObject({
    effect: 200,
    verdict: 'regressed',
    note: 'paired',
  })
})

test('one run of ten that loses is no proof, and not equivalent either', () => {
  expect(row(NONE, runsThatLose(1))).toMatchObject({ verdict: 'inconclusive', low: 0, high: 0 })
  expect(row(NONE, NONE).verdict).toBe('equal')
})

test('a head whose broker could not be asked is missing and not judged; such a base gates nothing', () => {
  const ok = series(NONE, { metric: 'ok', unit: 'count' })
  const full = side([...ok, ...series(NONE, LOST)])
  const asked = side([...ok, ...series(NONE, LOST).slice(1)])
  const [, missing] = compareSides(full, asked)
  expect(missing).toMatchObject({ verdict: 'missing', note: 'n/a in 1 of 10 runs of head' })
  expect(outcomeOf(compareSides(full, asked))).toBe('not judged')
  expect(compareSides(asked, full)[1]!.gates).toBe(false)
})
