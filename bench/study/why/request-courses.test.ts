import { expect, test } from 'vitest'
import { cellOf } from '../trial.ts'
import { RequestCourses } from './request-courses.ts'
import { storm } from './testing.ts'

/** Course of request 0, planned at 1000 ms; the deadline of the suite is 400 ms. */
function courseOf(...events: readonly (readonly [atMs: number, event: string])[]): RequestCourses {
  const courses = new RequestCourses(cellOf(storm(), 'naive'), 1)
  for (const [atMs, event] of [[1000, 'start'] as const, ...events]) courses.hear(atMs, 0, event)
  return courses
}

test('an end at the deadline counts, one after it does not', () => {
  expect(courseOf([1400, 'failed']).kind[0]).toBe('failed')
  expect(courseOf([1400.001, 'failed']).kind[0]).toBe(undefined)
})

test('a rejection after the deadline does not explain the loss', () => {
  expect(courseOf([1300, 'bulkhead'], [1400, 'breaker']).rejectedBy[0]).toBe('breaker')
  expect(courseOf([1300, 'bulkhead'], [1400.001, 'breaker']).rejectedBy[0]).toBe('bulkhead')
})

test('time at the target and elsewhere ends with the deadline', () => {
  const early = courseOf(
    [1000, 'first'],
    [1100, 'attempt ended'],
    [1350, 'retry'],
    [1450, 'attempt ended'],
    [1900, 'ok'],
  )
  expect(early.timesOf(0, 1000)).toEqual({ atTargetMs: 150, elsewhereMs: 250 })
  const ended = courseOf([1000, 'first'], [1100, 'attempt ended'], [1250, 'failed'])
  expect(ended.timesOf(0, 1000)).toEqual({ atTargetMs: 100, elsewhereMs: 150 })
})

test('attempts after the deadline still press on the target', () => {
  const courses = courseOf([1000, 'first'], [1399, 'retry'], [2001, 'retry'])
  expect(courses.seconds).toMatchObject([[undefined, { first: 1, all: 2 }, { first: 0, all: 1 }]])
})
