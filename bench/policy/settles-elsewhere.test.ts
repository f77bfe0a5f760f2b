import { expect, test } from 'vitest'
import type { Outcome } from '../core/outcome.ts'
import { custom } from '../define.ts'
import type { Policy, PolicyContext } from './policy.ts'
import { settlesElsewhere } from './settles-elsewhere.ts'

const NOTHING = () => undefined
const answerOf = (inner: Parameters<Policy>[0], request: Parameters<ReturnType<Policy>>[0]) =>
  new Promise<Outcome>((resolve) => void inner(request, resolve))

const HERE: Readonly<Record<string, (context: PolicyContext) => Policy>> = {
  'the call itself': () => (inner) => inner,
  'at once': () => () => (_, settle) => {
    settle({ kind: 'timeout' })
    return NOTHING
  },
  'the clock of its context':
    ({ clock }) =>
    () =>
    (_, settle) =>
      clock.at(50_000, () => settle({ kind: 'timeout' })),
  never: () => () => () => NOTHING,
  'what throws': () => () => () => {
    throw new Error('boo')
  },
  'time that stands':
    ({ clock }) =>
    () =>
    () => {
      const again = () => void clock.at(clock.nowMs(), again)
      again()
      return NOTHING
    },
}
const ELSEWHERE: Readonly<Record<string, (context: PolicyContext) => Policy>> = {
  'a promise of the call': () => (inner) => (request, settle) => {
    void answerOf(inner, request).then(settle)
    return NOTHING
  },
  'a call made by a promise': () => (inner) => (request, settle) => {
    void Promise.resolve()
      .then(() => answerOf(inner, request))
      .then((outcome) => Promise.resolve(outcome))
      .then(settle)
    return NOTHING
  },
  'a timer of Node': () => (inner) => (request, settle) => {
    inner(request, (outcome) => void globalThis.setTimeout(settle, 1, outcome))
    return NOTHING
  },
  'a call that returns a promise': () => (() => async () => Promise.reject(new Error('boo'))) as never,
}

test.each(Object.entries(HERE))('virtual time is enough for %s', async (_, create) => {
  expect(await settlesElsewhere(custom('mine', create))).toBe(false)
})

test.each(Object.entries(ELSEWHERE))('virtual time does not wait for %s', async (_, create) => {
  expect(await settlesElsewhere(custom('mine', create))).toBe(true)
})
