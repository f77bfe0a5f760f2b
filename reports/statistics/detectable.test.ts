import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { effectSize, runsForEffect } from './detectable.ts'
import { mannWhitney } from './mann-whitney.ts'
import { signedRank } from './signed-rank.ts'

/** Normal numbers from another stream than that of the code. */
function normal(trial: number, i: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(99, STREAM.arrival, trial, i)))
  return radius * Math.cos(2 * Math.PI * draw(99, STREAM.failure, trial, i))
}
const TRIALS = 2000
/** Three standard errors of a share of 0.8, of ours and of the code's own simulation together. */
const ERROR = 3 * Math.sqrt((0.8 * 0.2) / TRIALS + (0.8 * 0.2) / 4000)

test('for one series it is the table that textbooks derive from power 80 % at p < 0.05', () => {
  const table = { 5: 2.28, 6: 1.93, 7: 1.78, 8: 1.56, 10: 1.4, 15: 1.1, 20: 0.93 }
  for (const [n, d] of Object.entries(table)) expect(Math.abs(effectSize(Number(n)) / d - 1)).toBeLessThan(0.02)
})

test.each([
  [8, 24],
  [6, 1],
])('%i runs a side find such a shift in 80 of 100 comparisons of %i series', (n, series) => {
  const d = effectSize(n, series)
  const found = Array.from({ length: TRIALS }, (_, trial) => {
    const x = Array.from({ length: n }, (_, i) => normal(trial, i))
    const y = Array.from({ length: n }, (_, i) => normal(trial, n + i) + d)
    return Number(mannWhitney(x, y).p <= 0.05 / series)
  }).reduce((sum, one) => sum + one, 0)
  expect(Math.abs(found / TRIALS - 0.8)).toBeLessThan(ERROR)
})

test('ten pairs find such a shift in 80 of 100 comparisons', () => {
  const d = effectSize(10, 24, 'pairs')
  const found = Array.from({ length: TRIALS }, (_, trial) => {
    const differences = Array.from({ length: 10 }, (_, i) => normal(trial, i) - normal(trial, 10 + i) + d)
    return Number(signedRank(differences).p <= 0.05 / 24)
  }).reduce((sum, one) => sum + one, 0)
  expect(Math.abs(found / TRIALS - 0.8)).toBeLessThan(ERROR)
})

test('where nothing can be found there is no size', () => {
  expect([effectSize(3), effectSize(6, 24), effectSize(9, 24, 'pairs')]).toEqual([Number.NaN, Number.NaN, Number.NaN])
})

test('four times the runs beyond 20 find half the shift', () => {
  expect(effectSize(80)).toBeCloseTo(effectSize(20) / 2, 12)
})

test('the runs for an effect find it, one less does not', () => {
  for (const [spread, effect, series] of [
    [0.1, 0.1, 1],
    [0.1, 0.1, 24],
    [0.3, 0.05, 6],
    [0.05, 0.2, 24],
  ] as const) {
    const n = runsForEffect(spread, effect, series)
    expect(effectSize(n, series) * spread).toBeLessThanOrEqual(effect)
    if (n > 5) expect(effectSize(n - 1, series) * spread <= effect).toBe(false)
  }
  expect(runsForEffect(1, 0.001)).toBe(Number.POSITIVE_INFINITY)
})

test('no number of runs finds an effect of nothing or less; without spread the fewest do', () => {
  expect([0, -0.1].map((effect) => runsForEffect(0.1, effect))).toEqual([
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ])
  expect(runsForEffect(0, 0)).toBe(5)
})
