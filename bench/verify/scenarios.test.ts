import { expect, test } from 'vitest'
import { PUBLISHED as HIDDEN, hiddenCapacity } from './c1-hidden-capacity.ts'
import { triesOf } from './c2-independent-failures.ts'
import { erlangWaitMs } from './c4-waiting-time.ts'
import { fluidPerSecond } from './c6-linear-server.ts'
import { gcPause, PUBLISHED as PAUSE } from './r5-gc-pause.ts'
import { retryChain } from './r13-retry-chain.ts'
import { SCENARIOS } from './scenarios.ts'

test('every scenario and closed form that must be reproduced is there', () => {
  const ids = [...new Set(SCENARIOS.map(({ id }) => id))]
  expect(ids).toEqual(['R1', 'R3', 'R5', 'R10', 'R13', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6'])
})

/** The others take seconds; `verify` runs them all. */
const QUICK = ['R5', 'R13', 'C2', 'C3', 'C5']

test.each(SCENARIOS.filter(({ id }) => QUICK.includes(id)))('$id $title holds', async ({ id, check }) => {
  const checks = [...(await check())]
  expect(checks.length).toBeGreaterThan(0)
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  expect(checks.every((one) => one.id === id && one.source !== '' && one.tolerance !== '')).toBe(true)
})

test('a wrong published number is a miss: one leaf call, one attempt per second, a verdict', () => {
  expect([...retryChain([{ layers: 3, tries: 4, leafCalls: 65 }])]).toMatchObject([{ measured: '64', ok: false }])
  const wrong = [...gcPause({ ...PAUSE, withoutRetries: 'metastable', attemptsPerSecond: 27 })]
  expect(wrong.map(({ ok }) => ok)).toEqual([true, false, false])
})

test('a hidden capacity 5 % too high or too low is a miss', () => {
  const [one] = HIDDEN
  for (const factor of [0.95, 1.05]) {
    expect([...hiddenCapacity([{ ...one!, hidden: one!.hidden * factor }])]).toMatchObject([{ ok: false }])
  }
})

test('tries of a request: mean and variance of small cases worked out by hand', () => {
  expect(triesOf(0.5, 2)).toEqual({ mean: 1.5, variance: 0.25 })
  expect(triesOf(0, 4)).toEqual({ mean: 1, variance: 0 })
})

test('Erlang C: one server waits rho s/(1 - rho), two at load 1 wait a third of the time', () => {
  expect(erlangWaitMs(1, 0.5)).toBeCloseTo(10, 12)
  expect(erlangWaitMs(2, 0.5)).toBeCloseTo(10 / 3, 12)
})

test('a fluid in overload: nothing leaves for a second, then 60/s of 150/s for 2.5 s', () => {
  expect(fluidPerSecond(150, 0, 1)).toBe(0)
  expect(fluidPerSecond(150, 1, 3.5)).toBeCloseTo(60, 12)
  expect(fluidPerSecond(150, 1e6, 2e6)).toBeCloseTo(100, 1)
})
