import { expect, test } from 'vitest'
import { armSides, gapSides } from './arms.ts'
import { compareSides } from './judge.ts'
import { series, side } from './side.testing.ts'
import type { Side } from './side.ts'

const us = (ms: number) => ms * 1000
const rpc = (values: readonly number[]) => series(values.map(us), { arm: 'rpc' })
const queue = (values: readonly number[]) => series(values.map(us), { arm: 'queue' })
const gapsIn = (one: Side) => gapSides(one, side([])).base.samples
const gapsOf = (one: Side) => gapsIn(one).map(({ arm, metric, unit, value }) => [arm, metric, unit, value])

test('the first arm of a variant is what the others are compared with; their runs took turns', () => {
  const { base, head } = armSides(side([...rpc([10, 20]), ...queue([30, 40])]))
  expect(base.samples.map(({ arm, value }) => [arm, value])).toEqual([
    ['queue/rpc', us(10)],
    ['queue/rpc', us(20)],
  ])
  expect(head.samples.map(({ value }) => value)).toEqual([us(30), us(40)])
  expect(base.interleaved).toBe(head.interleaved)
})

test('another arm can be named; what only one of the two has is left out', () => {
  const accepted = series([5], { arm: 'queue', metric: 'accepted_p50' })
  const { base, head } = armSides(side([...rpc([10]), ...queue([30]), ...accepted]), 'queue')
  expect([...base.samples, ...head.samples].map(({ arm, metric, value }) => [arm, metric, value])).toEqual([
    ['rpc/queue', 'response_p50', us(30)],
    ['rpc/queue', 'response_p50', us(10)],
  ])
})

test('a variant without the named arm has nothing to compare', () => {
  expect(armSides(side(rpc([10])), 'queue').base.samples).toEqual([])
})

test('the gap of latencies is a ratio, of what may be 0 a difference', () => {
  const fields = { metric: 'retries', unit: 'count' } as const
  const samples = [
    ...rpc([10, 20]),
    ...queue([30, 20]),
    ...series([4, 5], { ...fields, arm: 'rpc' }),
    ...series([1, 5], { ...fields, arm: 'queue' }),
  ]
  expect(gapsOf(side(samples))).toEqual([
    ['queue/rpc', 'response_p50', 'ratio', 3],
    ['queue/rpc', 'response_p50', 'ratio', 1],
    ['queue/rpc', 'retries', 'count', -3],
    ['queue/rpc', 'retries', 'count', 0],
  ])
})

test('"never" beside "never" is no gap; a seed that one arm lacks is left out; the worse status counts', () => {
  const never = Number.POSITIVE_INFINITY
  expect(gapsOf(side([...rpc([never, 1, 5]), ...queue([never, never])]))).toEqual([
    ['queue/rpc', 'response_p50', 'ratio', 1],
    ['queue/rpc', 'response_p50', 'ratio', never],
  ])
  const invalid = series([us(10)], { arm: 'rpc', status: 'invalid' })
  expect(gapsIn(side([...invalid, ...queue([10])]))[0]!.status).toBe('invalid')
})

test('a machine that is twice as slow for both arms does not change their gap', () => {
  const base = side([...rpc([10, 11, 12, 13, 14, 15]), ...queue([30, 31, 32, 33, 34, 35])])
  const slow = side([...rpc([20, 22, 24, 26, 28, 30]), ...queue([60, 62, 64, 66, 68, 70])])
  const gaps = gapSides(base, slow)
  expect(compareSides(gaps.base, gaps.head).map(({ verdict }) => verdict)).toEqual(['equal'])
})

test('a gap that begins at 0 is compared in its unit, as a noisy and as an exact figure', () => {
  const gapsFrom = (kind: 'noisy' | 'exact', grown: number) => {
    const ofArm = (arm: string, ms: (i: number) => number) =>
      series(
        Array.from({ length: 6 }, (_, i) => us(ms(i))),
        { arm, kind },
      )
    return side([...ofArm('rpc', () => 0), ...ofArm('queue', (i) => 100 + i + grown)])
  }
  const rowOf = (kind: 'noisy' | 'exact') => {
    const { base, head } = gapSides(gapsFrom(kind, 0), gapsFrom(kind, 50))
    const [row] = compareSides(base, head)
    return [row!.scale, row!.unit, row!.base!.median, row!.effect, row!.verdict]
  }
  expect(rowOf('exact')).toEqual(['difference', 'us', us(102.5), us(50), 'regressed'])
  expect(rowOf('noisy')).toEqual(['difference', 'us', us(102.5), us(50), 'regressed'])
})
