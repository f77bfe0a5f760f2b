import { expect, test } from 'vitest'
import { rejected } from '../core/outcome.ts'
import { type RetryOptions, retryPolicy, retrySchema } from './retry.ts'
import { Bench, ERROR, OK, TIMEOUT } from './testing.ts'
import { deadlinePolicy } from './timeout.ts'

const retry = (bench: Bench, options: Partial<RetryOptions>) =>
  retryPolicy({ ...retrySchema.parse({ kind: 'retry', retriesMax: 3 }), ...options }, bench.context)

test('stops at the first success', () => {
  const bench = new Bench()
  bench.send(retry(bench, {})(bench.target(10, ERROR, TIMEOUT, OK)))
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '10 retry #0', '20 retry #0', '30 ok #0 settled'])
})

test('after retriesMax retries the last failure is the result', () => {
  const bench = new Bench()
  bench.send(retry(bench, { retriesMax: 2 })(bench.target(10, ERROR)))
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '10 retry #0', '20 retry #0', '30 failed #0 settled'])
})

test('retry k starts after the backoff for k', () => {
  const bench = new Bench()
  const backoff = { kind: 'exponential', baseMs: 20, capMs: 50 } as const
  bench.send(retry(bench, { backoff })(bench.target(10, ERROR)))
  bench.clock.run()
  // 0 + 10 | 20 -> 30 + 10 | 40 -> 80 + 10 | 50 -> 140 + 10
  expect(bench.log).toEqual(['0 first #0', '30 retry #0', '80 retry #0', '140 retry #0', '150 failed #0 settled'])
})

test.each([
  [30.001, ['0 first #0', '30 retry #0', '30.001 cancelled #0', '30.001 timeout #0 settled']],
  [30, ['0 first #0', '10 failed #0 settled']],
])('a retry that would start at 30 ms is not made when the deadline is %f ms', (deadlineMs, log) => {
  const bench = new Bench()
  const backoff = { kind: 'exponential', baseMs: 20, capMs: 50 } as const
  const deadline = deadlinePolicy({ kind: 'deadline', deadlineMs }, bench.context)
  bench.send(deadline(retry(bench, { backoff })(bench.target(10, ERROR))))
  bench.clock.run()
  expect(bench.log).toEqual(log)
})

test('an attempt that a breaker or bulkhead rejected is retried only if retryOn says so', () => {
  for (const [retryOn, attempts] of [
    [['failed', 'timeout'], 1],
    [['rejected'], 4],
  ] as const) {
    const bench = new Bench()
    bench.send(retry(bench, { retryOn: [...retryOn] })(bench.target(10, rejected('breaker'))))
    bench.clock.run()
    expect(bench.log.length - 1).toBe(attempts)
    expect(bench.log.at(-1)).toMatch(/rejected by breaker #0 settled/)
  }
})

test('an answer given at once is followed by a retry that can still be cancelled', () => {
  const bench = new Bench()
  let calls = 0
  const backoff = { kind: 'exponential', baseMs: 20, capMs: 50 } as const
  const cancel = bench.send(
    retry(bench, { backoff })((_, settle) => {
      calls += 1
      settle(ERROR)
      return () => bench.log.push('wrong cancel')
    }),
  )
  bench.clock.run(19)
  cancel()
  bench.clock.run()
  expect(calls).toBe(1)
  expect(bench.log).toEqual([])
})

test('cancelled during an attempt: the attempt is cancelled and nothing follows', () => {
  const bench = new Bench()
  const cancel = bench.send(retry(bench, {})(bench.target(10, ERROR)))
  bench.clock.run(15)
  cancel()
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '10 retry #0', '15 cancelled #0'])
})

test('one budget for all requests of the client: when it is empty the failure stands', () => {
  const bench = new Bench()
  const budget = { ratio: 0.5, size: 2, depositOn: 'success' } as const
  // Requests 0 to 2 fail for good: two tokens for retries, then none. 3 and 4 succeed and deposit 0.5 each; 5 has one.
  const call = retry(bench, { retriesMax: 1, budget })(
    bench.target(10, ERROR, ERROR, ERROR, ERROR, ERROR, OK, OK, ERROR, OK),
  )
  for (let id = 0; id < 6; id++) {
    bench.send(call, id)
    bench.clock.run()
  }
  expect(bench.log.filter((line) => !line.includes('first'))).toEqual([
    '10 retry #0',
    '20 failed #0 settled',
    '30 retry #1',
    '40 failed #1 settled',
    '50 rejected by budget #2',
    '50 failed #2 settled',
    '60 ok #3 settled',
    '70 ok #4 settled',
    '80 retry #5',
    '90 ok #5 settled',
  ])
})

test('a retry carries how the attempt before it ended, a first attempt nothing', () => {
  const bench = new Bench()
  const seen: (string | undefined)[] = []
  const inner = bench.target(10, ERROR, TIMEOUT, rejected('breaker'), OK)
  bench.send(
    retry(bench, { retryOn: ['failed', 'timeout', 'rejected'] })((request, settle) => {
      seen.push(`${request.cause} ${request.after}`)
      return inner(request, settle)
    }),
  )
  bench.clock.run()
  expect(seen).toEqual(['first undefined', 'retry failed', 'retry timeout', 'retry rejected'])
})
