import { expect, test } from 'vitest'
import type { SuiteInput } from '../suite.ts'
import { storm } from './testing.ts'
import { cellOf, refuseUnjudged, runSeeds, trial } from './trial.ts'

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

test('an arm that is not there is refused', () => {
  expect(() => cellOf(storm(), 'x')).toThrow('--arm: must be one of naive, once, got "x"')
})

test('a suite without a trigger is refused before it is run, whatever the length of its load', () => {
  const message =
    'small-storm: must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, to be judged'
  for (const [suite, judged] of [
    [storm({ load: '8s@10' }), true],
    [storm({ load: '3500ms@10' }), true],
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

/** Twenty workers that need 5 ms each: 4000/s, so that they idle at any of these loads. The trigger does nothing. */
const idle = (perSecond: number, failureRatio: number): Partial<SuiteInput> => ({
  target: { model: 'workers', slots: 20, service: { kind: 'constant', ms: 5 }, failureRatio },
  load: { plan: `20s@${perSecond}`, arrival: 'poisson' },
  faults: [{ kind: 'slow', factor: 1, fromMs: 5000, toMs: 6000 }],
  arms: { once: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 100 }] } },
})

test.each([
  [7, 0.01],
  [7, 0.02],
  [7, 0.03],
  [200, 0.01],
  [200, 0.02],
  [200, 0.03],
])('idle workers whose trigger does nothing never collapse: %d/s, failures %d', (perSecond, failureRatio) => {
  const { verdicts } = trial(cellOf(storm(idle(perSecond, failureRatio)), 'once'), { first: 1, count: 20 })
  const { oscillating, metastable, slow, absorbed, recovered } = verdicts
  expect([oscillating, metastable, slow, absorbed + recovered]).toEqual([0, 0, 0, 20])
})

test('what fails by itself is no harm of the trigger: one request in five is, two in three are bad before', () => {
  const of = (failureRatio: number) => trial(cellOf(storm(idle(200, failureRatio)), 'once'), { first: 1, count: 5 })
  expect(of(0.2)).toMatchObject({ verdicts: { ...NONE, absorbed: 5 }, deficitMedian: 0, backAfterMsMedian: 0 })
  expect(of(0.66)).toMatchObject({ verdicts: { ...NONE, undecided: 5 }, backAfterMsMedian: null })
})

test('requests planned just before the trigger count: a pause of 150 ms with 900 ms of service left is not absorbed', () => {
  const suite = (pauseMs: number) =>
    storm({
      deadlineMs: 1000,
      target: { model: 'workers', slots: 100, service: { kind: 'constant', ms: 900 } },
      load: '15s@20',
      faults: [{ kind: 'pause', fromMs: 5000, toMs: 5000 + pauseMs }],
      arms: { once: { style: 'rpc' } },
    })
  const of = (pauseMs: number) => trial(cellOf(suite(pauseMs), 'once'), { first: 1, count: 1 })
  // Planned at 4150, 4200, ... 4950 ms each is under way in the pause and 50 ms late, as is that of 5000 ms, which
  // waits.
  expect(of(150)).toMatchObject({ verdicts: { ...NONE, recovered: 1 }, deficitMedian: 18 })
  expect(of(99)).toMatchObject({ verdicts: { ...NONE, absorbed: 1 }, deficitMedian: 0 })
})
