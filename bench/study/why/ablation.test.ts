import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../core/config-error.ts'
import { atOnce } from '../../core/steps.ts'
import { cellOf } from '../trial.ts'
import { ablate, comparisonOf } from './ablation.ts'
import { armElements } from './elements.ts'
import { observe } from './runs.ts'
import { freeRuns, seen, storm } from './testing.ts'

describe('pairs of seeds', () => {
  const full = [100, 110, 120, 130, 140, 150].map((deficit) => seen('metastable', deficit))

  test('median difference, its interval from six seeds on, and its share', () => {
    const without = [90, 90, 90, 90, 90, 90].map((deficit) => seen('recovered', deficit))
    const { difference, share, without: outcomes } = comparisonOf(full, without)
    expect(difference).toEqual({ median: 35, low: 10, high: 60 })
    expect(share).toBe(35 / 125)
    expect(outcomes).toMatchObject({ verdict: 'recovered', deficitMedian: 90, collapse: { share: 0, low: 0 } })
  })

  test('five pairs have no interval', () => {
    const five = full.slice(0, 5)
    expect(comparisonOf(five, five).difference).toEqual({ median: 0, low: null, high: null })
  })

  test('nothing lost has no shares', () => {
    expect(comparisonOf([seen('absorbed', 0)], [seen('recovered', 5)])).toMatchObject({
      difference: { median: -5 },
      share: null,
    })
  })

  test('undecided seeds count in no P(collapse); where they could move it over one half there is none', () => {
    const [open, bad, good] = [seen('undecided', 1), seen('metastable', 1), seen('recovered', 1)]
    const collapse = (...seeds: (typeof open)[]) => comparisonOf(seeds, seeds).without.collapse
    expect(collapse(open, bad, bad, good)?.share).toBe(2 / 3)
    expect(collapse(open, bad, good)).toBe(null)
    expect(collapse(open, bad, good, good, good)?.share).toBe(1 / 4)
    expect(comparisonOf([seen('undecided', 1)], [seen('undecided', 1)]).without.collapse).toBe(null)
  })
})

test('where the retry alone keeps the target down, the deficit without it is that of the trigger', () => {
  const seeds = { first: 1, count: 2 }
  const full = atOnce(observe(cellOf(storm(), 'naive'), seeds, freeRuns(), 'all'))
  const [retry] = armElements(storm(), 'naive')
  const row = atOnce(ablate(storm(), 'naive', retry!, full, seeds, freeRuns()))
  expect(full[0]).toMatchObject({ verdict: { kind: 'metastable' }, deficit: 640 })
  expect(row).toMatchObject({
    element: 'retry',
    done: 'removed',
    kind: 'measured',
    difference: { median: 545 },
    share: 545 / 640,
  })
  expect(row).toMatchObject({ without: { verdict: 'recovered', collapse: { share: 0 }, deficitMedian: 95 } })
})

test.each([
  ['refused', 'faults[0].tier: must not be given: the target is no chain, got 1'],
  ['livelock', 'storm default naive: livelock: more than 10000000 tasks at 0 ms'],
])('a stack that is %s without an element is reported so', (kind, reason) => {
  const broken = {
    name: 'x',
    done: 'removed',
    without: () => {
      throw new ConfigError(reason)
    },
  }
  const row = atOnce(ablate(storm(), 'naive', broken, [], { first: 1, count: 1 }, freeRuns()))
  expect(row).toEqual({ element: 'x', done: 'removed', kind, reason })
})

test('a suite without a trigger cannot be explained', () => {
  const cell = cellOf(storm({ faults: [] }), 'naive')
  expect(() => atOnce(observe(cell, { first: 1, count: 1 }, freeRuns(), 'all'))).toThrow(
    'storm: must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, or there is nothing to explain',
  )
})
