import { expect, test } from 'vitest'
import { collapseOf, countVerdicts, isSurely, SURE_SEEDS_MIN } from './collapse.ts'
import { wilson } from './wilson.ts'

test('metastable and oscillating seeds collapsed; the share is of those decided', () => {
  const verdicts = { absorbed: 1, recovered: 1, slow: 1, oscillating: 1, metastable: 4, undecided: 2 }
  const { share, seeds, decided } = collapseOf(verdicts)
  expect([share, seeds, decided]).toEqual([5 / 8, 10, 8])
})

test.each([
  [{ recovered: 1, metastable: 1 }, 0.5],
  [{ absorbed: 1, slow: 1, oscillating: 1, metastable: 1 }, 0.5],
  [{ recovered: 6, metastable: 1, undecided: 3 }, 1 / 7],
])('P(collapse) is the share of metastable and oscillating among the decided: %j', (verdicts, share) => {
  expect(collapseOf(verdicts).share).toBe(share)
})

test('undecided seeds do not push P(collapse) down: where they could move it over one half, there is none', () => {
  const of = (metastable: number, undecided: number) =>
    collapseOf({ recovered: 10 - metastable - undecided, metastable, undecided }).share
  expect([of(1, 9), of(0, 10)]).toEqual([Number.NaN, Number.NaN])
  // Five of ten collapse, whatever becomes of the others.
  expect([of(5, 0), of(5, 1), of(5, 5), of(4, 1), of(4, 6)]).toEqual([0.5, 5 / 9, 1, Number.NaN, Number.NaN])
  // With all that are undecided it is four of ten.
  expect([of(4, 0), of(3, 1), of(0, 4), of(0, 5)]).toEqual([0.4, 3 / 9, 0, Number.NaN])
})

test('the interval is wide enough for undecided seeds to be either', () => {
  const { low, high } = collapseOf({ recovered: 3, metastable: 5, undecided: 2 })
  expect([low, high]).toEqual([wilson(5, 10)[0], wilson(7, 10)[1]])
})

test('where no seed is decided anything is possible; without seeds nothing is known', () => {
  expect(collapseOf({ undecided: 10 })).toEqual({ seeds: 10, decided: 0, share: Number.NaN, low: 0, high: 1 })
  expect(collapseOf({})).toEqual({ seeds: 0, decided: 0, share: Number.NaN, low: Number.NaN, high: Number.NaN })
})

test('a verdict that was never given is counted as 0', () => {
  expect(countVerdicts(['slow', 'metastable', 'slow'])).toEqual({
    absorbed: 0,
    recovered: 0,
    slow: 2,
    oscillating: 0,
    metastable: 1,
    undecided: 0,
  })
})

test('an interval is on one side of one half only when all of it is', () => {
  expect([isSurely(true, { low: 0.501, high: 1 }), isSurely(true, { low: 0.5, high: 1 })]).toEqual([true, false])
  expect([isSurely(false, { low: 0, high: 0.499 }), isSurely(false, { low: 0, high: 0.5 })]).toEqual([true, false])
  expect([isSurely(true, null), isSurely(false, null)]).toEqual([false, false])
})

test('four seeds that agree are enough for that, three are not', () => {
  expect(SURE_SEEDS_MIN).toBe(4)
  expect([isSurely(true, collapseOf({ metastable: 4 })), isSurely(true, collapseOf({ metastable: 3 }))]).toEqual([
    true,
    false,
  ])
  expect([isSurely(false, collapseOf({ slow: 4 })), isSurely(false, collapseOf({ slow: 3 }))]).toEqual([true, false])
})
