import { describe, expect, test } from 'vitest'
import { atOnce } from '../../core/steps.ts'
import { verdict } from '../../metrics/testing.ts'
import type { Suite } from '../../suite.ts'
import { type Candidate, candidatesOf } from './candidates.ts'
import { searchFlips } from './flips.ts'
import { Runs } from './runs.ts'
import { freeRuns, storm } from './testing.ts'
import type { Flip } from './why-data.ts'

const seeds = { first: 1, count: 2 }
const retriesMax = (retries: number): Suite =>
  storm({
    arms: {
      naive: {
        style: 'rpc',
        policy: [
          { kind: 'retry', retriesMax: retries },
          { kind: 'timeout', timeoutMs: 100 },
        ],
      },
    },
  })
const of = (suite: Suite, ...names: string[]) => candidatesOf(suite).filter(({ name }) => names.includes(name))

describe('candidates', () => {
  test('are the numbers of the arm and the target, the load, and the trigger', () => {
    expect(candidatesOf(storm()).map(({ name, from, isWhole }) => [name, from, isWhole])).toEqual([
      ['arms.naive.clients', 1, true],
      ['arms.naive.policy[0].retriesMax', 3, true],
      ['arms.naive.policy[1].timeoutMs', 100, false],
      ['target.slots', 2, true],
      ['target.queueMax', 40, true],
      ['arms.naive.policy[0].backoff.baseMs', 0, true],
      ['rho', 0.4, false],
      ['trigger', 1000, false],
    ])
  })

  test('a value that the suite refuses is no candidate', () => {
    const [slots] = of(storm(), 'target.slots')
    expect(slots!.with(0)).toBe(undefined)
    expect(slots!.with(3)?.target).toMatchObject({ slots: 3 })
    const [rho] = of(storm(), 'rho')
    expect(rho!.with(0.991)).toBe(undefined)
    expect(rho!.with(0.99)?.load.stages?.[0]?.ratePerSecond).toBe(198)
  })

  test('a delay is tried where retries have none', () => {
    const [delay] = of(storm(), 'arms.naive.policy[0].backoff.baseMs')
    expect(delay!.with(100)?.arms.naive).toMatchObject({
      policy: [{ backoff: { kind: 'full-jitter', baseMs: 100, capMs: 1600 } }, {}],
    })
    expect(delay!.describe!(100)).toBe('arms.naive.policy[0].backoff none -> full-jitter, base 100 ms, cap 1600 ms')
  })

  test('an arm may have dots in its name', () => {
    const [timeout] = of(storm({ arms: { 'v1.2': storm().arms.naive! } }), 'arms.v1.2.policy[1].timeoutMs')
    expect(timeout!.with(50)?.arms['v1.2']).toMatchObject({ policy: [{}, { timeoutMs: 50 }] })
  })
})

describe('the smallest change that flips the verdict', () => {
  test('of retries is the boundary: (1 + 2) x 0.4 > 1, (1 + 1) x 0.4 < 1', () => {
    const name = 'arms.naive.policy[0].retriesMax'
    const down = atOnce(searchFlips('naive', of(retriesMax(3), name), true, seeds, freeRuns()))
    const up = atOnce(searchFlips('naive', of(retriesMax(1), name), false, seeds, freeRuns()))
    expect(down).toMatchObject({
      candidates: 1,
      found: [{ parameter: name, from: 3, to: 1, outcomes: { collapse: { share: 0 } } }],
    })
    expect(up).toMatchObject({
      candidates: 1,
      found: [{ parameter: name, from: 1, to: 2, outcomes: { collapse: { share: 1 } } }],
    })
  })

  test('goes to no retries at all where only that helps', () => {
    // At 0.7 of the capacity one retry is too many.
    const { load } = storm({
      load: {
        stages: [{ durationMs: 9000, ratePerSecond: 140 }],
      },
    })
    const busy = { ...retriesMax(12), load }
    const found = atOnce(searchFlips('naive', of(busy, 'arms.naive.policy[0].retriesMax'), true, seeds, freeRuns()))
    expect(found).toMatchObject({ found: [{ from: 12, to: 0 }] })
  })

  test('the smaller factor comes first, and five are enough', () => {
    const found = atOnce(searchFlips('naive', candidatesOf(storm()), true, seeds, freeRuns()))
    const flips = found.kind === 'searched' ? found.found : []
    expect(flips.map(({ parameter, to }) => `${parameter} ${to}`)).toEqual([
      'arms.naive.policy[1].timeoutMs 121',
      'target.queueMax 32',
      'rho 0.316',
      'target.slots 3',
      'arms.naive.policy[0].retriesMax 1',
    ])
  })

  test('nothing is found where nothing flips', () => {
    expect(atOnce(searchFlips('naive', of(storm(), 'arms.naive.clients'), true, seeds, freeRuns()))).toEqual({
      kind: 'searched',
      candidates: 1,
      found: [],
    })
  })

  test('of a delay is the shortest of those tried, narrowed down to the one before it', () => {
    const calm = retriesMax(0)
    const delay: Candidate = {
      name: 'x',
      from: 0,
      isWhole: true,
      tries: [10, 100, 1000],
      describe: (ms) => `none -> ${ms} ms`,
      with: (ms) => (ms >= 60 ? calm : storm()),
    }
    const { found } = atOnce(searchFlips('naive', [delay], true, seeds, freeRuns())) as { found: readonly Flip[] }
    expect(found).toMatchObject([{ from: 0, to: 60, change: 'none -> 60 ms' }])
  })

  test('is offered only when the whole interval of P(collapse) is below one half', () => {
    const calm = retriesMax(0)
    // Three of five seeds come back: a share of 40 %, whose interval reaches 77 %.
    let looked = 0
    const mixed: Candidate = {
      name: 'x',
      from: 10,
      isWhole: false,
      with: () => {
        looked += 1
        return calm
      },
    }
    const alternating = new Runs(() => undefined)
    const decide = alternating.decide.bind(alternating)
    alternating.decide = function* (cell, seed, what) {
      const decided = yield* decide(cell, seed, what)
      return seed % 5 < 2 ? { ...decided, verdict: verdict('metastable') } : decided
    }
    const five = { first: 5, count: 5 }
    expect(atOnce(searchFlips('naive', [mixed], true, five, alternating))).toMatchObject({ found: [] })
    expect(looked).toBeGreaterThan(0)
  })

  test('another seed is run only while the majority is open', () => {
    let count = 0
    const runs = new Runs(() => {
      count += 1
    })
    const same: Candidate = { name: 'x', from: 10, isWhole: false, with: () => storm() }
    atOnce(searchFlips('naive', [same], true, { first: 1, count: 5 }, runs))
    // Up and down, by 3.2 and by 10: three of five seeds collapse each time.
    expect(count).toBe(4 * 3)
  })
})
