import { expect, test } from 'vitest'
import { normalQuantile } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { wilson } from '../../bench/metrics/wilson.ts'
import { isFalseAlarm } from './false-alarms.ts'
import { compareSides } from './judge.ts'
import { series, side } from './side.testing.ts'

const ARMS = 24
const RUNS = 8

/** Rows of 24 series of 8 runs that vary by `sigma`; the first of head is `factor` times as slow. */
function rowsOf(trial: number, factor: number, sigma = 0.1) {
  const arms = (isHead: 0 | 1) =>
    Array.from({ length: ARMS }, (_, arm) => {
      const us = Array.from({ length: RUNS }, (_, run) => {
        const noise = normalQuantile(draw(11, STREAM.client, (2 * trial + isHead) * RUNS + run, arm))
        return 100_000 * Math.exp(sigma * noise) * (isHead === 1 && arm === 0 ? factor : 1)
      })
      return series(us, { arm: `arm-${arm}` })
    }).flat()
  return compareSides(side(arms(0)), side(arms(1)))
}

test('comparing a thing with itself reports a difference in no more of 200 comparisons than 5 % could be', () => {
  const alarms = Array.from({ length: 200 }, (_, i) => isFalseAlarm(i, { runs: RUNS, series: ARMS, seed: 3 }))
  const [low] = wilson(alarms.filter(Boolean).length, alarms.length)
  expect(low).toBeLessThanOrEqual(0.05)
})

test('+30 % in one of 24 series is found in at least 80 of 100 comparisons', () => {
  const found = Array.from({ length: 100 }, (_, trial) => rowsOf(trial, 1.3)[0]!.verdict === 'regressed')
  const [, high] = wilson(found.filter(Boolean).length, found.length)
  expect(high).toBeGreaterThanOrEqual(0.8)
})

test.each([
  ['the test', 0.1],
  ['the minimum', 0.02],
])(
  'a change of the size that rows say they would find is found in 80 of 100 comparisons, where %s decides',
  (_, sigma) => {
    const trials = 200
    const mdes = Array.from({ length: 20 }, (_, trial) =>
      rowsOf(1000 + trial, 1, sigma).map(({ mde }) => Math.log1p(mde)),
    )
    const all = mdes.flat()
    const factor = Math.exp(all.reduce((sum, mde) => sum + mde, 0) / all.length)
    const verdicts = Array.from({ length: trials }, (_, trial) => rowsOf(2000 + trial, factor, sigma)[0]!.verdict)
    const found = verdicts.filter((verdict) => verdict === 'regressed').length
    // Three standard errors of a share of 0.8 in 200 trials are 0.085.
    expect(Math.abs(found / trials - 0.8)).toBeLessThan(0.085)
  },
)
