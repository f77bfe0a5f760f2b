import { expect, test } from 'vitest'
import { runResult } from '../../bench/metrics/testing.ts'
import { series } from '../compare/side.testing.ts'
import { runData } from '../data/testing.ts'
import { figureName, figuresOf } from './figure.ts'

const NEVER = Number.POSITIVE_INFINITY
const BASE = { suite: 'burst', variant: 'default', arm: 'queue', phase: 'all', metric: 'response_p50' } as const

test('a figure is the median over the repeats in ms, with its interval from six repeats on', () => {
  const six = runData({ measured: series([6000, 1000, 2000, 3000, 5000, 4000]) })
  expect(figuresOf(six, false).figures).toEqual([
    { ...BASE, better: 'lower', kind: 'noisy', n: 6, unit: 'ms', value: 3.5, low: 1, high: 6 },
  ])
  const five = figuresOf(runData({ measured: series([1000, 2000, 3000, 5000, 4000]) }), false)
  expect(five.figures[0]).toMatchObject({ value: 3, low: Number.NaN, high: Number.NaN })
})

test('informational metrics and phases are exported only when asked for', () => {
  const measured = [
    ...series([1]),
    ...series([1], { metric: 'retries', unit: 'count' }),
    ...series([1], { phase: 'trigger' }),
  ]
  const names = (all: boolean) => figuresOf(runData({ measured }), all).figures.map(figureName)
  expect(names(false)).toEqual(['burst/queue response_p50'])
  expect(names(true)).toEqual([
    'burst/queue response_p50',
    'burst/queue retries',
    'burst/queue response_p50 in trigger',
  ])
})

test('a name has the variant only where there is a choice', () => {
  expect(figureName({ ...BASE, variant: 'corrected' })).toBe('burst/corrected/queue response_p50')
  expect(figureName(BASE)).toBe('burst/queue response_p50')
})

test('a figure that no tool could use is named with its reason', () => {
  const place = { arm: 'rpc' } as const
  const runs = [1, 2].map((repeat) => runResult({ ...place, variant: 'default', repeat }))
  const measured = [
    ...series([1, NEVER, NEVER], { metric: 'response_p99' }),
    ...series([1, 2], { metric: 'response_p999', status: 'invalid' }),
    ...series([1], { ...place, metric: 'recovery_time', unit: 'ms' }),
    ...series([1], { ...place, metric: 'collapsed', unit: 'ratio' }),
  ]
  const { figures, leftOut } = figuresOf(runData({ runs, measured }), false)
  const names = figures.map(figureName)
  expect([names.includes('burst/rpc collapsed'), names.includes('burst/rpc recovery_time')]).toEqual([true, false])
  expect([...leftOut]).toEqual([
    ['never', ['burst/queue response_p99']],
    ['not known in every run', ['burst/rpc recovery_time']],
    ['of a run that must not be used', ['burst/queue response_p999']],
  ])
})

test('for collapsed the mean is exported, which is P(collapse)', () => {
  const measured = series([1, 0, 0, 1, 0, 0, 0, 0], { metric: 'collapsed', unit: 'ratio' })
  expect(figuresOf(runData({ measured }), false).figures[0]).toMatchObject({ value: 0.25, low: Number.NaN })
})
