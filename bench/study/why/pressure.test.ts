import { expect, test } from 'vitest'
import type { Suite } from '../../suite.ts'
import { cellOf } from '../trial.ts'
import { Pressure, windowMeans } from './pressure.ts'
import { RequestCourses } from './request-courses.ts'
import { storm } from './testing.ts'

type Faults = Suite['faults']

/** Pressure at 2500 ms from this many attempts between 2 s and 3 s at a target that can do 200 per second. */
function pressureOf(first: number, retries: number, faults: Faults = [], target: Suite['target'] = storm().target) {
  const cell = { ...cellOf(storm(), 'naive'), faults, target }
  const courses = new RequestCourses(cell, 1)
  for (let id = 0; id < first; id++) courses.hear(2000, id, 'first')
  for (let id = 0; id < retries; id++) courses.hear(2000, id, 'retry')
  return new Pressure(cell, courses).on(0, 2500)
}

const during = (fault: object): Faults => [{ fromMs: 2000, toMs: 3000, ...fault } as Faults[number]]

test('without a fault: the capacity is no pressure, one attempt more is', () => {
  expect(pressureOf(200, 0)).toBe(undefined)
  expect(pressureOf(200, 1)).toBe('retries')
  expect(pressureOf(201, 0)).toBe('load')
  expect(pressureOf(0, 0)).toBe(undefined)
})

test('a fault that takes capacity away is named before mere overload', () => {
  const half = during({ kind: 'capacity', factor: 0.5 })
  expect(pressureOf(101, 0, half)).toBe('fault')
  expect(pressureOf(300, 300, half)).toBe('fault')
  expect(pressureOf(101, 0, during({ kind: 'slow', factor: 2 }))).toBe('fault')
  expect(pressureOf(1, 1, during({ kind: 'outage', mode: 'lost' }))).toBe('fault')
  expect(pressureOf(1, 1, during({ kind: 'pause' }))).toBe('fault')
})

test('retries are named where first attempts alone are no more than a fault leaves', () => {
  const half = during({ kind: 'capacity', factor: 0.5 })
  expect(pressureOf(100, 1, half)).toBe('retries')
  expect(pressureOf(100, 0, half)).toBe('fault')
})

test('a fault counts while it is on, and only if it takes capacity away', () => {
  const at = (fromMs: number, toMs: number) => pressureOf(201, 0, during({ kind: 'slow', factor: 2, fromMs, toMs }))
  expect([at(2500, 3000), at(2501, 3000), at(2000, 2500), at(2000, 2501)]).toEqual(['fault', 'load', 'load', 'fault'])
  expect(pressureOf(201, 0, during({ kind: 'slow', factor: 1 }))).toBe('load')
  expect(pressureOf(201, 0, during({ kind: 'errors', ratio: 1 }))).toBe('load')
})

test('a fault of a shard is one of its requests only', () => {
  const target = { ...storm().target, shards: 2 } as Suite['target']
  const shard = new RequestCourses({ ...cellOf(storm(), 'naive'), target }, 1).shardOf(0)
  const outageOf = (of: number) => during({ kind: 'outage', mode: 'lost', shard: of })
  expect(pressureOf(1, 0, outageOf(shard), target)).toBe('fault')
  expect(pressureOf(1, 0, outageOf(1 - shard), target)).toBe(undefined)
})

test('an outage of a target without a capacity is a fault', () => {
  const target = { ...storm().target, service: { kind: 'constant', ms: 0 } } as Suite['target']
  expect(pressureOf(1000, 0, [], target)).toBe(undefined)
  expect(pressureOf(1000, 0, during({ kind: 'outage', mode: 'lost' }), target)).toBe('fault')
})

const counts = (first: number, all: number) => ({ first, all })

test('a second with 20 attempts stands alone, one with 19 does not', () => {
  expect(windowMeans([counts(5, 20), counts(7, 21)])).toEqual([counts(5, 20), counts(7, 21)])
  expect(windowMeans([counts(5, 19), counts(7, 25)])).toEqual([counts(6, 22), counts(7, 25)])
})

test('the window of a slow shard has as many seconds on both sides as 20 attempts take', () => {
  const slow = [counts(2, 6), counts(0, 4), undefined, counts(1, 10), counts(4, 10), counts(3, 9), counts(1, 3)]
  const means = windowMeans(slow)
  // Second 2 alone 0, with 1 and 3 14, with 0 and 4 30. Second 5 with 4 and 6 22.
  expect(means[2]).toEqual(counts(7 / 5, 30 / 5))
  expect(means[5]).toEqual(counts(8 / 3, 22 / 3))
})

test('a quiet time does not dilute the burst after it', () => {
  expect(windowMeans([undefined, undefined, counts(300, 300)])[2]).toEqual(counts(300, 300))
})

test('at the ends a window grows on one side alone, and fewer attempts in all are one window', () => {
  expect(windowMeans([counts(1, 1), counts(1, 1), counts(4, 22)])[0]).toEqual(counts(2, 8))
  expect(windowMeans([counts(1, 2), counts(1, 4)])).toEqual([counts(1, 3), counts(1, 3)])
  expect(windowMeans([])).toEqual([])
})
