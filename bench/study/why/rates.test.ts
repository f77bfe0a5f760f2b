import { expect, test } from 'vitest'
import type { RunResult, WindowRow } from '../../metrics/result.ts'
import { ratesOf } from './rates.ts'

/** Windows of half a second from 0 on; `retries` of them after a timeout, one redelivery and one hedge in each. */
function run(loadEndMs: number, retries: (window: number) => number): RunResult {
  const timeline = Array.from({ length: loadEndMs / 500 }, (_, i) => ({
    ...{ offered: 10, good: 4, attempts: 12 + retries(i), retries: 2 + retries(i), redeliveries: 1 },
    retriesAfter: { failed: 0, timeout: retries(i), rejected: 0 },
  })) as unknown as WindowRow[]
  return { windowMs: 500, triggerEndMs: 2000, loadEndMs, timeline } as unknown as RunResult
}

test('the seconds that end 1 s and 10 s after the trigger, and the last one, are taken apart', () => {
  const rates = ratesOf([run(20_000, (window) => window)])
  expect(rates.map(({ afterMs, isEnd }) => [afterMs, isEnd])).toEqual([
    [1000, false],
    [10_000, false],
    [18_000, true],
  ])
  // Windows 4 and 5; 22 and 23; 38 and 39.
  expect(rates.map(({ afterTimeout }) => afterTimeout)).toEqual([4 + 5, 22 + 23, 38 + 39])
  expect(rates[0]).toMatchObject({
    offered: 20,
    goodput: 8,
    attempts: 33,
    first: 20,
    hedges: 2,
    redeliveries: 2,
    afterFailed: 0,
  })
})

test('a moment after the end of the load is left out, one at the end is there once', () => {
  expect(ratesOf([run(11_500, () => 0)]).map(({ afterMs }) => afterMs)).toEqual([1000, 9000])
  expect(ratesOf([run(12_000, () => 0)]).map(({ afterMs }) => afterMs)).toEqual([1000, 10_000])
})

test('rates are means over the seeds', () => {
  const rates = ratesOf([run(20_000, () => 1), run(20_000, () => 4)])
  expect(rates[0]).toMatchObject({ afterTimeout: 5, attempts: 29, offered: 20 })
})
