import { expect, test } from 'vitest'
import { atOnce } from '../../core/steps.ts'
import { ablationRuns, explainArm } from './explain.ts'
import { Runs, Stopped } from './runs.ts'
import { freeRuns, storm } from './testing.ts'

const seeds = { first: 1, count: 2 }
const stoppingAt = (last: number) =>
  new Runs((run) => {
    if (run > last) throw new Stopped()
  })

test('an arm takes the number of runs that was computed beforehand, when nothing is searched', () => {
  const why = atOnce(explainArm(storm(), 'naive', { seeds, flipAttemptsMax: 100 }, freeRuns()))!
  // Whole, unanswered, and without retry, timeout and the bound of the target's queue: two seeds each.
  expect(why).toMatchObject({ arm: 'naive', style: 'rpc', complete: true, runs: 10, undecided: '' })
  expect(ablationRuns(storm(), 'naive', seeds)).toBe(10)
  expect(why.full).toMatchObject({ verdict: 'metastable', deficitMedian: 640 })
  expect(why.sustain).toEqual({ attemptsPerRequest: 4, rho: 0.4, demand: 1.6 })
  expect(why.ablations.map(({ element }) => element)).toEqual(['retry', 'timeout', 'target.queueMax'])
  expect(why.rates.at(-1)).toEqual({
    afterMs: 7000,
    isEnd: true,
    offered: 80,
    goodput: 0,
    attempts: 316,
    first: 80,
    afterFailed: 87,
    afterTimeout: 149,
    afterRejected: 0,
    hedges: 0,
    redeliveries: 0,
  })
  expect(why.flips).toEqual({
    kind: 'not searched',
    reason: '--quick searches up to 100 attempts per run, this arm makes 2608',
  })
})

test('losses and rates are means over the seeds that ended as most did', () => {
  const runs = freeRuns()
  const decide = runs.decide.bind(runs)
  // Seed 2 does not retry, so it comes back.
  const calm = storm({ arms: { naive: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 100 }] } } }).arms.naive!
  runs.decide = (cell, seed, what, options) =>
    decide(seed === 2 ? { ...cell, armSpec: calm } : cell, seed, what, options)
  const of = (first: number, count: number) =>
    atOnce(explainArm(storm(), 'naive', { seeds: { first, count }, flipAttemptsMax: 0 }, runs))!
  const mixed = of(1, 3)
  expect(mixed.full).toMatchObject({ verdict: 'metastable', verdicts: { metastable: 2, recovered: 1 } })
  // Nothing is left to chance, so seeds 1 and 3 are alike.
  const alone = of(1, 1)
  expect([mixed.losses, mixed.rates]).toEqual([alone.losses, alone.rates])
  expect(mixed.losses).not.toEqual(of(2, 1).losses)
})

test('an explanation that is stopped returns its findings so far', () => {
  const options = { seeds, flipAttemptsMax: Number.POSITIVE_INFINITY }
  expect(atOnce(explainArm(storm(), 'naive', options, stoppingAt(1)))).toBe(undefined)
  expect(atOnce(explainArm(storm(), 'naive', options, stoppingAt(2)))).toMatchObject({
    complete: false,
    runs: 2,
    sustain: null,
    ablations: [],
  })
  expect(atOnce(explainArm(storm(), 'naive', options, stoppingAt(7)))).toMatchObject({
    complete: false,
    runs: 7,
    sustain: { rho: 0.4 },
    ablations: [{ element: 'retry' }],
    flips: { kind: 'not searched', reason: 'stopped before' },
  })
})

test('an arm whose seeds are all undecided says why, and nothing is searched', () => {
  // Load is above capacity anyway.
  const load = {
    stages: [{ durationMs: 9000, ratePerSecond: 210 }],
  }
  const why = atOnce(explainArm(storm({ load }), 'naive', { seeds, flipAttemptsMax: 1e9 }, freeRuns()))!
  expect(why.full.collapse).toBe(null)
  expect(why.undecided).toBe('it goes down without its trigger as well')
  expect(why.flips).toEqual({ kind: 'not searched', reason: 'too many seeds are undecided' })
})
