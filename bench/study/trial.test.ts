import { expect, test } from 'vitest'
import { storm } from './testing.ts'
import { cellOf, collapseShare, refuseUnjudged, runSeeds, trial } from './trial.ts'

const NONE = { absorbed: 0, recovered: 0, slow: 0, oscillating: 0, metastable: 0, undecided: 0 }

test('every seed has a verdict: retries at once keep the target down, without retries it comes back', () => {
  const seeds = { first: 1, count: 2 }
  expect(trial(cellOf(storm(), 'naive'), seeds).verdicts).toEqual({ ...NONE, metastable: 2 })
  const once = trial(cellOf(storm(), 'once'), seeds)
  expect(once).toMatchObject({ verdicts: { ...NONE, recovered: 2 }, amplificationMedian: 1 })
})

test('a trial is over the seeds named, one after the other', () => {
  const cell = cellOf(storm(), 'once')
  expect([...runSeeds(cell, { first: 5, count: 3 })].map(({ seed, repeat }) => [seed, repeat])).toEqual([
    [5, 1],
    [6, 1],
    [7, 1],
  ])
})

test.each([
  [{ recovered: 1, metastable: 1 }, 0.5],
  [{ absorbed: 1, slow: 1, oscillating: 1, metastable: 1 }, 0.5],
  [{ metastable: 1, undecided: 9 }, 1],
  [{ undecided: 9 }, Number.NaN],
])('P(collapse) is the share of metastable and oscillating among the decided: %j', (verdicts, share) => {
  expect(collapseShare({ ...NONE, ...verdicts })).toBe(share)
})

test('an arm that is not there is refused', () => {
  expect(() => cellOf(storm(), 'x')).toThrow('--arm: must be one of naive, once, got "x"')
})

test('a suite without a trigger, or without five seconds after it, is told before it is run', () => {
  const message = 'small-storm: must have a trigger (a fault, or a stage of phase trigger) and five seconds of load'
  // A load of 7.9 s has windows of 100 ms.
  for (const [suite, judged] of [
    [storm({ load: '8s@10' }), true],
    [storm({ load: '7900ms@10' }), false],
    [storm({ faults: [] }), false],
    [storm({ faults: [], load: '2s@0.1rho,1s@0.5rho,5s@0.1rho' }), true],
  ] as const) {
    const cell = cellOf(suite, 'once')
    const seeds = { first: 1, count: 1 }
    if (judged) {
      refuseUnjudged(suite)
      expect(trial(cell, seeds).verdicts.undecided).toBe(0)
    } else {
      expect(() => refuseUnjudged(suite)).toThrow(message)
      expect(() => trial(cell, seeds)).toThrow(message)
    }
  }
})
