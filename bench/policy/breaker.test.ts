import { expect, test } from 'vitest'
import { rejected } from '../core/outcome.ts'
import { breakerPolicy } from './breaker.ts'
import { CountWindow, TimeWindow } from './health-window.ts'
import { Bench, ERROR, OK } from './testing.ts'
import { TutorialBreaker, tutorialBreakerSchema } from './tutorial-breaker.ts'
import { type BreakerOptions, breakerSchema, WindowBreaker } from './window-breaker.ts'

const windowed = (options: Partial<BreakerOptions> = {}) =>
  new WindowBreaker({
    ...breakerSchema.parse({ kind: 'breaker', window: { calls: 4 }, callsMin: 4, openMs: 100, probes: 2 }),
    ...options,
  })

/** Reports `failures` failures, then `successes` successes, at `nowMs`. */
function report(breaker: WindowBreaker, failures: number, successes: number, nowMs = 0): void {
  for (let i = 0; i < failures; i++) breaker.fail(breaker.admit(nowMs)!, nowMs)
  for (let i = 0; i < successes; i++) breaker.succeed(breaker.admit(nowMs)!, nowMs)
}

test('stays closed below callsMin, whatever fails', () => {
  const breaker = windowed()
  report(breaker, 3, 0)
  expect(breaker.state).toBe('closed')
  report(breaker, 1, 0)
  expect(breaker.state).toBe('open')
})

test('opens at the failure ratio, not below', () => {
  const below = windowed()
  report(below, 1, 3)
  expect(below.state).toBe('closed')
  const at = windowed()
  for (const ok of [true, false, true, false]) {
    const permit = at.admit(0)!
    if (ok) at.succeed(permit, 0)
    else at.fail(permit, 0)
  }
  expect(at.state).toBe('open')
})

test('open until openMs has passed: closed off at 99.999 ms, half-open at 100 ms', () => {
  const breaker = windowed()
  report(breaker, 4, 0)
  expect(breaker.admit(99.999)).toBeUndefined()
  expect(breaker.admit(100)).toBeDefined()
  expect(breaker.state).toBe('half-open')
})

test('half-open admits the probes and rejects all others at once', () => {
  const breaker = windowed()
  report(breaker, 4, 0)
  const permits = [1, 2, 3, 4].map(() => breaker.admit(100))
  expect(permits.map((permit) => permit !== undefined)).toEqual([true, true, false, false])
})

test('the probes decide by their failure ratio, once all are back', () => {
  for (const [failures, state] of [
    [0, 'closed'],
    [1, 'open'],
    [2, 'open'],
  ] as const) {
    const breaker = windowed()
    report(breaker, 4, 0)
    const [first, second] = [breaker.admit(100)!, breaker.admit(100)!]
    if (failures > 0) breaker.fail(first, 110)
    else breaker.succeed(first, 110)
    expect(breaker.state).toBe('half-open')
    if (failures > 1) breaker.fail(second, 120)
    else breaker.succeed(second, 120)
    expect(breaker.state).toBe(state)
  }
})

test('a success from before the break does not close a half-open breaker, a failure does not open a closed one', () => {
  const breaker = windowed()
  const [old, older] = [breaker.admit(0)!, breaker.admit(0)!]
  report(breaker, 4, 0)
  const [first, second] = [breaker.admit(100)!, breaker.admit(100)!]
  breaker.succeed(old, 101)
  breaker.succeed(older, 101)
  expect(breaker.state).toBe('half-open')
  breaker.succeed(first, 102)
  breaker.succeed(second, 102)
  expect(breaker.state).toBe('closed')
  for (let i = 0; i < 10; i++) breaker.fail(first, 103)
  expect(breaker.state).toBe('closed')
})

test('a released probe makes room for another', () => {
  const breaker = windowed({ probes: 1 })
  report(breaker, 4, 0)
  const permit = breaker.admit(100)!
  expect(breaker.admit(100)).toBeUndefined()
  breaker.release(permit)
  expect(breaker.admit(100)).toBeDefined()
})

test('the policy rejects attempts while open and reports it', () => {
  const bench = new Bench()
  const call = breakerPolicy(windowed({ probes: 1 }), bench.context)(bench.target(10, ERROR, ERROR, ERROR, ERROR, OK))
  for (let id = 0; id < 4; id++) bench.send(call, id)
  bench.clock.run()
  bench.send(call, 4)
  bench.clock.run(110)
  bench.send(call, 5)
  bench.clock.run()
  expect(bench.log.slice(4)).toEqual([
    '10 failed #0 settled',
    '10 failed #1 settled',
    '10 failed #2 settled',
    '10 breaker closed -> open',
    '10 failed #3 settled',
    '10 rejected by breaker #4',
    '10 rejected by breaker #4 settled',
    '110 breaker open -> half-open',
    '110 first #5',
    '120 breaker half-open -> closed',
    '120 ok #5 settled',
  ])
})

test('an attempt rejected by an inner policy, or cancelled, does not count', () => {
  const bench = new Bench()
  const breaker = windowed({ callsMin: 1 })
  const call = breakerPolicy(breaker, bench.context)(bench.target(10, rejected('bulkhead')))
  for (let id = 0; id < 10; id++) bench.send(call, id)
  bench.clock.run()
  bench.send(call, 10)()
  expect(breaker.state).toBe('closed')
})

test('tutorial rule: 8 failures of a full window of 20 open it for 500 ms, and it closes by time alone', () => {
  const breaker = new TutorialBreaker(tutorialBreakerSchema.parse({ kind: 'tutorial-breaker' }))
  const permit = breaker.admit(0, 'first')!
  for (let i = 0; i < 8; i++) breaker.fail(permit, 0)
  for (let i = 0; i < 11; i++) breaker.succeed(permit, 0)
  expect(breaker.admit(0, 'first')).toBeDefined()
  breaker.succeed(permit, 0)
  expect(breaker.admit(0, 'first')).toBeUndefined()
  expect(breaker.admit(499.999, 'first')).toBeUndefined()
  expect(breaker.admit(500, 'first')).toBeDefined()
})

test('tutorial rule: late results keep it open, and asked per request it never rejects a retry', () => {
  const breaker = new TutorialBreaker(tutorialBreakerSchema.parse({ kind: 'tutorial-breaker', askedPer: 'request' }))
  const permit = breaker.admit(0, 'first')!
  for (let i = 0; i < 20; i++) breaker.fail(permit, i)
  breaker.fail(permit, 400)
  expect(breaker.admit(899, 'first')).toBeUndefined()
  expect(breaker.admit(899, 'retry')).toBeDefined()
  expect(breaker.admit(900, 'first')).toBeDefined()
})

test('a count window forgets the oldest result', () => {
  const window = new CountWindow(3)
  for (const failed of [true, true, false]) window.record(failed)
  expect([window.calls(), window.failures()]).toEqual([3, 2])
  window.record(false)
  expect([window.calls(), window.failures()]).toEqual([3, 1])
})

test('a time window forgets results by tenths', () => {
  const window = new TimeWindow(1000)
  window.record(true, 50)
  window.record(false, 150)
  expect([window.calls(999), window.failures(999)]).toEqual([2, 1])
  expect([window.calls(1000), window.failures(1000)]).toEqual([1, 0])
  expect(window.calls(1100)).toBe(0)
  window.record(true, 1e6)
  expect([window.calls(1e6), window.failures(1e6)]).toEqual([1, 1])
})
