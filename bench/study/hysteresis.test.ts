import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { planOf } from '../load/load.ts'
import { type LoopPoint, loopOf, loopWidth, staircase } from './hysteresis.ts'
import { storm } from './testing.ts'

/** Points at 10, 20, 30, ... requests/s with these shares in time; down in the order of falling loads. */
const points = (up: number[], down: number[]): LoopPoint[] => {
  const point = (direction: 'up' | 'down') => (share: number, i: number) => {
    const rate = 10 * (i + 1)
    return { arm: 'a', direction, rate, goodput: share * rate }
  }
  return [...up.map(point('up')), ...down.map(point('down')).reverse()]
}

test.each([
  ['up and down agree', points([1, 1, 0], [1, 1, 0]), 0],
  ['good everywhere', points([1, 1, 1], [1, 1, 1]), 0],
  ['down to 10 before it is good again', points([1, 1, 0], [1, 0, 0]), 10],
  ['good up to 30, good again at 10', points([1, 1, 1, 0], [1, 0, 0, 0]), 20],
  ['never good again', points([1, 1, 0], [0, 0, 0]), Number.POSITIVE_INFINITY],
  ['never good in the first place', points([0, 0, 0], [0, 0, 0]), 0],
  ['better on the way down than on the way up', points([1, 0, 0], [1, 1, 0]), 0],
  ['what is good above a bad load does not count', points([1, 1, 1], [1, 0, 1]), 20],
  ['at 95 % still good, below not', points([0.95, 0.95, 0], [0.95, 0.9499, 0]), 10],
])('the width of the loop is between the highest good loads up and down: %s', (_, loop, width) => {
  expect(loopWidth(loop)).toBe(width)
})

test('a staircase goes up and down again in steps, without faults, without ramps and without a trigger', () => {
  const suite = staircase(storm(), [0.05, 0.1], 1000)
  expect(suite.faults).toEqual([])
  const { load } = cellsOf(suite)[0]!
  expect(load.stages).toMatchObject([10, 20, 20, 10].map((ratePerSecond) => ({ durationMs: 1000, ratePerSecond })))
  const starts = [...planOf(load, 7)]
  expect([0, 1, 2, 3].map((k) => starts.filter((ms) => Math.floor(ms / 1000) === k).length)).toEqual([10, 20, 20, 10])
  const url = storm({ target: { url: 'http://127.0.0.1:1/' }, faults: [] })
  expect(() => staircase(url, [0.5], 1000)).toThrow('--hysteresis: must not be given for a target by URL')
})

test('retries keep a loop open, without them up and down agree', () => {
  const stairs = staircase(storm({ drainMs: 1000 }), [0.1, 0.6, 1.5], 4000)
  const loop = (arm: string) => loopOf(stairs, arm, { first: 1, count: 1 })
  expect(loop('naive').map(({ direction, rate }) => [direction, rate])).toEqual([
    ['up', 20],
    ['up', 120],
    ['up', 300],
    ['down', 300],
    ['down', 120],
    ['down', 20],
  ])
  expect([loopWidth(loop('naive')), loopWidth(loop('once'))]).toEqual([100, 0])
})

test('random arrivals above or below their rate change nothing: what counts is the share of them', () => {
  const stairs = staircase(storm({ load: { arrival: 'poisson', plan: '15s@100' } }), [0.02, 0.1], 2000)
  const loop = loopOf(stairs, 'once', { first: 1, count: 3 })
  expect(loop.map(({ rate, goodput }) => [rate, goodput])).toEqual([
    [4, 4],
    [20, 20],
    [20, 20],
    [4, 4],
  ])
})
