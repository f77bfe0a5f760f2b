import { expect, test } from 'vitest'
import { ARRIVALS_MAX } from '../../bench/load/trace.ts'
import { Executed, REQUESTS_MAX } from './executed.ts'

test('the first execution of each request is no duplicate, every further one is', () => {
  const executed = new Executed()
  const ids = [0, 7, 8, 1023, 1024, 1_000_000, REQUESTS_MAX - 1]
  expect(ids.map((id) => executed.again(id))).toEqual(ids.map(() => false))
  expect([...ids, ...ids].map((id) => executed.again(id))).toEqual([...ids, ...ids].map(() => true))
  expect([1, 6, 9, 1022, 1025, 999_999].map((id) => executed.again(id))).toEqual(new Array(6).fill(false))
})

test('every request of a run fits; larger numbers in a header take no memory', () => {
  expect(ARRIVALS_MAX).toBeLessThan(REQUESTS_MAX)
  const executed = new Executed()
  for (const id of [REQUESTS_MAX, 2 ** 40, 1e300, Number.POSITIVE_INFINITY]) {
    expect([executed.again(id), executed.again(id)]).toEqual([false, false])
  }
})
