import { expect, test } from 'vitest'
import { Cut } from './cut.ts'
import { judge } from './rule.ts'
import { evidence, second, times } from './testing.ts'

const BAD_THEN_GOOD = [...times(2, second(0)), ...times(20, second(50))]

test('rate and good share come from the seconds before the trigger', () => {
  const before = [40, 40, 50, 0].map((good) => second(good))
  const cut = new Cut(evidence(3000, [...before, ...BAD_THEN_GOOD]), 22, 'before')
  expect([cut.goodBefore, cut.blockS]).toEqual([0.8, 1])
})

test('a trigger in the first second: the seconds of the twin after it stand in for the time before', () => {
  const early = evidence(300, [second(10), ...BAD_THEN_GOOD])
  const cut = new Cut(early, 22, 'before')
  expect([cut.goodBefore, cut.blockS]).toEqual([1, 1])
  expect(judge(early, 22)).toMatchObject({ kind: 'recovered', neededS: null, backAfterMs: 2200 })
})

test('a load that begins after the trigger: the seconds of the twin then stand in for the time before', () => {
  const late = evidence(3000, [...times(4, second(0, 0)), ...BAD_THEN_GOOD])
  const cut = new Cut(late, 22, 'before')
  expect([cut.goodBefore, cut.blockS]).toEqual([1, 1])
  expect(judge(late, 22)).toMatchObject({ kind: 'recovered', backAfterMs: 2500 })
})

test('a rate below 1/s is measured over as many seconds as hold 20 requests', () => {
  const sparse = times(40, second(0, 0)).map((none, s) => (s % 2 === 0 ? second(1, 1) : none))
  expect(new Cut(evidence(40_000, sparse), 0, 'before').blockS).toBe(40)
})

test('a warm-up that ends where the trigger begins leaves no second before it', () => {
  const warmed = [second(0), second(0), second(10), ...BAD_THEN_GOOD]
  expect(new Cut(evidence(2000, warmed, { warmUpEndMs: 2000 }), 22, 'before').goodBefore).toBe(1)
})

test('without a twin nothing stands in for the missing seconds, and the run is undecided', () => {
  const alone = evidence(300, [second(10), ...BAD_THEN_GOOD], { hasTwin: false })
  expect(judge(alone, 22)).toMatchObject({ kind: 'undecided', neededS: null })
})
