import { beforeAll, expect, test } from 'vitest'
import { storm } from '../../bench/study/why/testing.ts'
import { messageOf } from './matchers/message.testing.ts'
import { type SuiteResult, simulate } from './stormbench.ts'
import './vitest.ts'

const timeout = { kind: 'timeout', timeoutMs: 100 } as const
/** Retries keep one arm down; the other one has none. */
const SUITE = storm({
  arms: {
    naive: { style: 'rpc', policy: [{ kind: 'retry', retriesMax: 3 }, timeout] },
    once: { style: 'rpc', policy: [timeout] },
  },
})
let result: SuiteResult
beforeAll(async () => {
  result = await simulate(SUITE, { seeds: 4 })
})

test('an arm survives when no seed of it collapses, and every arm must unless one is named', () => {
  expect(result).toSurvive({ arm: 'once', seeds: 4 })
  expect(result).not.toSurvive({ arm: 'naive' })
  expect(result).not.toSurvive()
})

test('a failure shows the verdict, its reason, and why', () => {
  expect(messageOf(() => expect(result).toSurvive())).toMatchInlineSnapshot(`
    "expected naive and once to survive

    naive: metastable in 4 of 4 seeds, P(collapse) 100 % (95 % interval 51 to 100 %). Seed 1 is
    metastable: down for 20 s.

    Why (seeds 1 to 4): It stays down (metastable in 4 of 4 seeds). Retries keep the target overloaded:
    100 % of what was lost after the trigger. While nothing is answered, each request makes 4.00
    attempts. At the rate before the trigger these are 1.60 times the capacity of the target, so retries
    alone keep it overloaded. Without retry it comes back (recovered in 4 of 4 seeds). Without timeout
    it comes back (recovered in 4 of 4 seeds).

    The smallest changes that would help: npm run bench -- why storm --arm naive"
  `)
})

test('a failure with .not says how the arm came back', () => {
  expect(messageOf(() => expect(result).not.toSurvive({ arm: 'once' }))).toMatchInlineSnapshot(`
    "expected once not to survive

    once: recovered in 4 of 4 seeds, P(collapse) 0 % (95 % interval 0 to 49 %).

    Why (seeds 1 to 4): It comes back, 1.0 s after the trigger (recovered in 4 of 4 seeds). Most was
    lost during the trigger: 80 of 95 requests, 100 % of them by this cause: the target was slow or
    failed (fault). A backlog at the target, in which 15 requests were late, drained: 100 % of what was
    lost after the trigger."
  `)
})

test('metrics stay on one side of their limits, in every arm unless one is named', () => {
  expect(result).toStayUnder({ retryAmplification: 1.2, responseP50: 11, arm: 'once' })
  expect(result).toStayUnder({ retryAmplification: 4 })
  expect(result).not.toStayUnder({ retryAmplification: 1.2 })
  expect(result).toStayAbove({ goodputRatio: 0.8, arm: 'once' })
  expect(result).toStayAbove({ goodputRatio: 0.9, arm: 'once', phase: 'recovery' })
  expect(result).toStayUnder({ collapsed: 0.5, returnTime: 1500, responseP95: 400, arm: 'once' })
})

test('a limit that is broken shows the figure, the verdict, and why', () => {
  const limits = { retryAmplification: 1.2, goodput: 100, arm: 'naive' } as const
  expect(messageOf(() => expect(result).toStayUnder(limits))).toMatchInlineSnapshot(`
    "expected naive to keep retryAmplification under 1.2 and goodput under 100

    naive: retryAmplification is 3.667, not under 1.2 (4 seeds, all alike). Verdict: metastable in 4 of
    4 seeds, P(collapse) 100 % (95 % interval 51 to 100 %). Seed 1 is metastable: down for 20 s.

    Why (seeds 1 to 4): It stays down (metastable in 4 of 4 seeds). Retries keep the target overloaded:
    100 % of what was lost after the trigger. While nothing is answered, each request makes 4.00
    attempts. At the rate before the trigger these are 1.60 times the capacity of the target, so retries
    alone keep it overloaded. Without retry it comes back (recovered in 4 of 4 seeds). Without timeout
    it comes back (recovered in 4 of 4 seeds).

    The smallest changes that would help: npm run bench -- why storm --arm naive"
  `)
  expect(messageOf(() => expect(result).not.toStayUnder({ responseP50: 11, arm: 'once' }))).toMatchInlineSnapshot(`
    "expected once not to keep responseP50 under 11

    once: responseP50 is 10.02, under 11 (4 seeds, all alike). Verdict: recovered in 4 of 4 seeds,
    P(collapse) 0 % (95 % interval 0 to 49 %)."
  `)
})
