import { expect, test } from 'vitest'
import { breathe } from '../core/real-clock.ts'
import { custom } from '../define.ts'
import { customPolicy } from './custom.ts'
import type { Policy } from './policy.ts'
import { Bench, OK } from './testing.ts'

const NOTHING = () => undefined

/**
 * Sends request 0 at 0 ms through a policy to a target that answers after 10 ms, and cancels it at 5 ms if asked to.
 */
async function sent(policy: unknown, { cancel = false } = {}): Promise<{ log: string[]; errors: string[] }> {
  const bench = new Bench()
  const errors: string[] = []
  const built = customPolicy(
    custom('mine', () => policy as Policy),
    bench.context,
    (error) => errors.push((error as Error).message),
  )
  const end = bench.send(built(bench.target(10, OK)))
  if (cancel) bench.clock.at(5, end)
  bench.clock.run(100)
  bench.clock.stands = true
  await breathe()
  return { log: bench.log, errors }
}

test('a policy that keeps to the contract is passed through', async () => {
  const plain: Policy = (inner) => inner
  expect(await sent(plain)).toEqual({ log: ['0 first #0', '10 ok #0 settled'], errors: [] })
  expect(await sent(plain, { cancel: true })).toEqual({ log: ['0 first #0', '5 cancelled #0'], errors: [] })
})

test('a second answer is ignored and reported', async () => {
  const twice: Policy = (inner) => (request, settle) =>
    inner(request, (outcome) => {
      settle(outcome)
      settle(outcome)
    })
  const errors = ['policy mine settled request 0 twice']
  expect(await sent(twice)).toEqual({ log: ['0 first #0', '10 ok #0 settled'], errors })
})

test('an answer after the cancel is ignored and reported', async () => {
  const deaf: Policy = (inner) => (request, settle) => {
    inner(request, settle)
    return NOTHING
  }
  const errors = ['policy mine settled request 0 after it was cancelled']
  expect(await sent(deaf, { cancel: true })).toEqual({ log: ['0 first #0'], errors })
})

test('an answer by a promise in virtual time is ignored and reported', async () => {
  const promised: Policy = (inner) => (request, settle) => {
    new Promise<typeof OK>((resolve) => inner(request, resolve)).then(settle)
    return NOTHING
  }
  const { log, errors } = await sent(promised)
  expect(log).toEqual(['0 first #0'])
  expect(errors).toEqual([expect.stringContaining('policy mine settled request 0 outside virtual time')])
})

test('a call that returns a promise fails its request; a rejected promise ends nothing', async () => {
  const asynchronous = () => async () => Promise.reject(new Error('boo'))
  const errors = ['policy mine must return a function that ends the waiting, got a promise']
  expect(await sent(asynchronous)).toEqual({ log: ['0 failed #0 settled'], errors })
})

test('a call that throws after it has settled fails nothing', async () => {
  const late: Policy = () => (_, settle) => {
    settle(OK)
    throw new Error('boo')
  }
  expect(await sent(late)).toEqual({ log: ['0 ok #0 settled'], errors: ['boo'] })
})
