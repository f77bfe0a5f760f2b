import { expect, test } from 'vitest'
import { ruleOf } from '../compare/metric-rule.ts'
import { suspicionOf } from './suspect.ts'

const rule = ruleOf({ metric: 'response_p50', unit: 'ratio', phase: 'all', better: 'lower' })
const suspicion = (values: readonly number[], lastStep = 0) => suspicionOf(values, lastStep, rule)

test('the last one or two values, beyond all since the last change by the smallest change, are a suspect', () => {
  expect(suspicion([98, 102, 100, 107])).toBe(undefined)
  expect(suspicion([98, 102, 100, 107.2])).toEqual({ index: 3, before: 100, after: 107.2 })
  expect(suspicion([98, 102, 100, 108, 110])).toEqual({ index: 3, before: 100, after: 109 })
  expect(suspicion([98, 102, 100, 93.1])).toEqual({ index: 3, before: 100, after: 93.1 })
  expect(suspicion([98, 102, 100, 93.2])).toBe(undefined)
})

test('a value that came back is no suspect, and two on different sides are none', () => {
  expect(suspicion([98, 102, 100, 120, 100])).toBe(undefined)
  expect(suspicion([98, 102, 100, 120, 80])).toEqual({ index: 4, before: 105, after: 80 })
  expect(suspicion([98, 102, 100, 100, 120, 121, 100])).toBe(undefined)
})

test('a suspect needs three values to compare with, from the last change on', () => {
  expect(suspicion([100, 100, 120])).toBe(undefined)
  expect(suspicion([100, 100, 100, 120])).toMatchObject({ index: 3 })
  expect(suspicion([50, 50, 50, 50, 100, 100, 100, 50], 4)).toEqual({ index: 7, before: 100, after: 50 })
  expect(suspicion([50, 50, 50, 50, 100, 100, 50], 4)).toBe(undefined)
})

test('a value more than 30 nights ago is forgotten', () => {
  const since = (nights: number) => [120, ...Array<number>(nights).fill(100), 120]
  expect(suspicion(since(29))).toBe(undefined)
  expect(suspicion(since(30))).toEqual({ index: 31, before: 100, after: 120 })
})

test('"never" after figures is a suspect; after another "never" nothing lies beyond it', () => {
  const never = Number.POSITIVE_INFINITY
  expect(suspicion([100, 101, 102, never])).toEqual({ index: 3, before: 101, after: never })
  expect(suspicion([100, never, 102, never])).toBe(undefined)
  expect(suspicion([never, never, never, 100])).toEqual({ index: 3, before: never, after: 100 })
})
