import { expect, test } from 'vitest'
import type { Call } from '../core/call.ts'
import { rejected } from '../core/outcome.ts'
import { NOTHING } from '../policy/policy.ts'
import { OK } from '../policy/testing.ts'
import { Consumers } from './consumers.ts'
import { queueSetUp } from './testing.ts'

const CALLS: readonly Call[] = [() => NOTHING, () => NOTHING, () => NOTHING]
/** Makes consumers, and a function that returns the next one to take work, as a letter. */
function open(concurrency: number, calls = CALLS) {
  const consumers = new Consumers(calls, concurrency)
  return { consumers, take: () => 'abc'[calls.indexOf(consumers.take().call)] }
}

test('consumers take work in turn', () => {
  const { take } = open(2)
  expect(Array.from({ length: 6 }, take).join('')).toBe('abcabc')
})

test('a consumer without a free place is skipped', () => {
  const { consumers, take } = open(2)
  const taken = Array.from({ length: 6 }, () => consumers.take())
  for (const i of [1, 1 + 3]) consumers.give(taken[i]!)
  expect([take(), take()]).toEqual(['b', 'b'])
})

test('the turn continues after the consumer that took last', () => {
  const { consumers, take } = open(1)
  const first = consumers.take()
  consumers.give(first)
  expect([take(), take(), take()]).toEqual(['b', 'c', 'a'])
})

test('concurrency is that of each: full at their sum, and one more is a bug', () => {
  const { take } = open(2)
  for (let i = 0; i < 6; i++) take()
  expect(take).toThrow('the broker delivered more than its consumers take')
})

test('a queue arm works on consumers x concurrency messages at once', () => {
  const plain = (target: Call) => target
  const { clock, log, arm } = queueSetUp(() => OK, { consumers: [plain, plain, plain], concurrency: 2 })
  for (let id = 0; id < 7; id++) arm.submit(id, 0)
  clock.run()
  expect(log.map((line) => line.split(' ')[0])).toEqual(['0', '0', '0', '0', '0', '0', '10'])
})

test('each consumer has its own policies: a message that one gives back goes to the next', () => {
  const refusing = (): Call => (_, settle) => {
    settle(rejected('breaker'))
    return NOTHING
  }
  const { clock, log, arm, counts } = queueSetUp(() => OK, { consumers: [refusing, (target) => target] })
  arm.submit(0, 0)
  arm.submit(1, 0)
  clock.run()
  // At 100 ms it is the turn of the first again.
  expect(log).toEqual(['0 first #1', '200 redelivery #0'])
  expect(counts().outcomes.ok).toBe(2)
})

test('a policy that settles twice: the first answer counts, the second is reported and gives no place back', () => {
  const twice =
    (target: Call): Call =>
    (request, settle) =>
      target(request, (outcome) => {
        settle(outcome)
        settle(outcome)
      })
  const { clock, log, errors, arm, counts } = queueSetUp(() => OK, { consumers: [twice, (target) => target] })
  for (let id = 0; id < 6; id++) arm.submit(id, 0)
  clock.run()
  expect(log.map((line) => line.split(' ')[0])).toEqual(['0', '0', '10', '10', '20', '20'])
  expect(counts()).toMatchObject({ outcomes: { ok: 6 }, duplicates: 0 })
  expect(errors).toEqual([0, 2, 4].map((id) => `request ${id} was settled twice`))
})
