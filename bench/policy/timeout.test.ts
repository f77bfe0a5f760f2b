import { expect, test } from 'vitest'
import { newRequest, type Request } from '../core/call.ts'
import { Bench, OK } from './testing.ts'
import { deadlinePolicy, timeoutPolicy } from './timeout.ts'

const timeout = (bench: Bench, timeoutMs: number) => timeoutPolicy({ kind: 'timeout', timeoutMs }, bench.context)
const deadline = (bench: Bench, deadlineMs: number) => deadlinePolicy({ kind: 'deadline', deadlineMs }, bench.context)

test('an answer before the timeout is passed on and the timer is gone', () => {
  const bench = new Bench()
  bench.send(timeout(bench, 100)(bench.target(99.999, OK)))
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '99.999 ok #0 settled'])
})

test('at the timeout the waiting ends and the attempt is cancelled', () => {
  const bench = new Bench()
  bench.send(timeout(bench, 100)(bench.target(100.001, OK)))
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '100 cancelled #0', '100 timeout #0 settled'])
})

test('a cancelled call never settles', () => {
  const bench = new Bench()
  const cancel = bench.send(timeout(bench, 100)(bench.target(50, OK)))
  cancel()
  bench.clock.run()
  expect(bench.log).toEqual(['0 first #0', '0 cancelled #0'])
})

test('the deadline counts from the planned time, the timeout from the start of the attempt', () => {
  const bench = new Bench()
  const seen: Request[] = []
  const target = bench.target(1, OK)
  const call = deadline(
    bench,
    150,
  )(
    timeout(
      bench,
      100,
    )((request, settle) => {
      seen.push(request)
      return target(request, settle)
    }),
  )
  bench.clock.run(20)
  call({ ...newRequest(1, 0), deadlineMs: 1e9 }, () => undefined)
  bench.clock.run(80)
  call({ ...newRequest(2, 0), deadlineMs: 1e9 }, () => undefined)
  expect(seen.map((request) => request.deadlineMs)).toEqual([120, 150])
})

test('a deadline that has passed lets no attempt through', () => {
  const bench = new Bench()
  const call = deadline(bench, 10)(bench.target(1, OK))
  bench.clock.run(10)
  call({ ...newRequest(3, 0), deadlineMs: 1e9 }, (outcome) => bench.log.push(outcome.kind))
  expect(bench.log).toEqual(['timeout'])
})
