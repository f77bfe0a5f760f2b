import { expect, test } from 'vitest'
import { newRequest } from '../core/call.ts'
import { type BulkheadOptions, bulkheadPolicy } from './bulkhead.ts'
import { Bench, OK } from './testing.ts'
import { timeoutPolicy } from './timeout.ts'

const bulkhead = (bench: Bench, options: Omit<BulkheadOptions, 'kind'>) =>
  bulkheadPolicy({ kind: 'bulkhead', ...options }, bench.context)

test('inFlightMax enter, waitingMax wait in order, one more is rejected', () => {
  const bench = new Bench()
  const call = bulkhead(bench, { inFlightMax: 1, waitingMax: 2 })(bench.target(10, OK))
  for (let id = 0; id < 4; id++) bench.send(call, id)
  bench.clock.run()
  expect(bench.log).toEqual([
    '0 first #0',
    '0 rejected by bulkhead #3',
    '0 rejected by bulkhead #3 settled',
    '10 first #1',
    '10 ok #0 settled',
    '20 first #2',
    '20 ok #1 settled',
    '30 ok #2 settled',
  ])
})

test('a call waits for at most waitMaxMs: with 10 ms it still enters, with 9.999 ms it is rejected', () => {
  for (const [waitMaxMs, last] of [
    [10.001, '20 ok #1 settled'],
    [9.999, '10 ok #0 settled'],
  ] as const) {
    const bench = new Bench()
    const call = bulkhead(bench, { inFlightMax: 1, waitingMax: 1, waitMaxMs })(bench.target(10, OK))
    bench.send(call, 0)
    bench.send(call, 1)
    bench.clock.run()
    expect(bench.log.at(-1)).toBe(last)
  }
})

test('a cancelled waiter makes room and is never called', () => {
  const bench = new Bench()
  const call = bulkhead(bench, { inFlightMax: 1, waitingMax: 1 })(bench.target(10, OK))
  bench.send(call, 0)
  bench.send(call, 1)()
  bench.send(call, 2)
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '10 first #2', '10 ok #0 settled', '20 ok #2 settled'])
})

test('a call cancelled in flight frees its slot once', () => {
  const bench = new Bench()
  const call = timeoutPolicy(
    { kind: 'timeout', timeoutMs: 5 },
    bench.context,
  )(bulkhead(bench, { inFlightMax: 1, waitingMax: 0 })(bench.target(10, OK)))
  bench.send(call, 0)
  bench.clock.run(6)
  bench.send(call, 1)
  bench.send(call, 2)
  bench.clock.run()
  expect(bench.log.filter((line) => line.includes('first'))).toEqual(['0 first #0', '6 first #1'])
})

test('100,000 waiting calls that are answered at once enter without recursion', () => {
  const bench = new Bench()
  let answers = 0
  let free: () => void = () => undefined
  const call = bulkhead(bench, { inFlightMax: 1, waitingMax: 100_000 })((request, settle) => {
    if (request.id === 0) free = () => settle(OK)
    else settle(OK)
    return () => undefined
  })
  for (let id = 0; id <= 100_000; id++) {
    call({ ...newRequest(id, 0), deadlineMs: 1e9 }, () => {
      answers += 1
    })
  }
  free()
  expect(answers).toBe(100_001)
})
