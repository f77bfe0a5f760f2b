import { expect, test } from 'vitest'
import { atOnce } from '../../core/steps.ts'
import { runVirtual } from '../../engine/virtual.ts'
import { RequestLog } from '../../metrics/request-log.ts'
import type { Suite } from '../../suite.ts'
import { cellOf } from '../trial.ts'
import { ratesOf, type SecondRates, secondsOf } from './rates.ts'
import { RequestCourses } from './request-courses.ts'
import { freeRuns, storm } from './testing.ts'

/** A plan of this many milliseconds whose trigger ends at 2 s. */
const cellWith = (durationMs: number) => {
  const load = { stages: [{ durationMs, ratePerSecond: 80 }] }
  return cellOf(storm({ load, faults: [{ kind: 'capacity', factor: 0, fromMs: 1000, toMs: 2000 }] }), 'naive')
}
const second = (attempts: number): SecondRates => ({
  offered: 20,
  goodput: 8,
  attempts,
  first: 20,
  afterFailed: 0,
  afterTimeout: attempts - 24,
  afterRejected: 0,
  hedges: 2,
  redeliveries: 2,
})
const seed = (seconds: number, attempts = (s: number) => 24 + s) => ({
  seconds: Array.from({ length: seconds }, (_, s) => second(attempts(s))),
})

test('the rates are those of the seconds that end 1 s and 10 s after the trigger, and of the last second', () => {
  expect(ratesOf(cellWith(20_000), [seed(20)])).toEqual([
    { afterMs: 1000, isEnd: false, ...second(26) },
    { afterMs: 10_000, isEnd: false, ...second(35) },
    { afterMs: 18_000, isEnd: true, ...second(43) },
  ])
})

test('a second after the end of the load is left out, and one at the end is there once', () => {
  const secondsAfter = (ms: number) =>
    ratesOf(cellWith(ms), [seed(Math.floor(ms / 1000))]).map(({ afterMs }) => afterMs)
  expect([secondsAfter(11_500), secondsAfter(12_000), secondsAfter(2500)]).toEqual([[1000, 9000], [1000, 10_000], []])
})

test('the last second is the last one that all seeds were run to', () => {
  const rates = ratesOf(cellWith(20_000), [seed(20), seed(15)])
  expect(rates.map(({ afterMs, isEnd }) => [afterMs, isEnd])).toEqual([
    [1000, false],
    [10_000, false],
    [13_000, false],
  ])
})

test('rates are means over the seeds', () => {
  const rates = ratesOf(cellWith(20_000), [seed(20, () => 26), seed(20, () => 32)])
  expect(rates[0]).toEqual({ afterMs: 1000, isEnd: false, ...second(29) })
})

const queue: Suite['arms'][string] = storm({
  arms: {
    queue: {
      style: 'queue',
      broker: { depthMax: 1000, deliveriesMax: 3 },
      consumers: { concurrency: 2, policy: [{ kind: 'timeout', timeoutMs: 100 }] },
    },
  },
}).arms.queue!

test.each([
  ['retries', storm().arms.naive!],
  ['redeliveries', queue],
])('%s: the log of the decided run counts what a run of the plan alone counts', (_, arm) => {
  const cell = cellOf(storm({ arms: { arm } }), 'arm')
  const courses = new RequestCourses(cell, 1)
  const { pair } = atOnce(freeRuns().decide(cell, 1, 'all', { onEvent: courses.hear, isWholePlan: true }))
  const { timeline, windowMs } = runVirtual({ ...cell, seed: 1 }, { repeat: 1, log: new RequestLog() })
  const rowsOf = (s: number) => timeline.filter(({ fromMs }) => fromMs >= 1000 * s && fromMs < 1000 * (s + 1))
  expect(windowMs).toBeLessThanOrEqual(1000)
  const seconds = secondsOf(cell, pair, courses)
  expect(seconds.length).toBe(9)
  for (const [s, counts] of seconds.entries()) {
    const sum = (of: (row: (typeof timeline)[number]) => number) => rowsOf(s).reduce((total, row) => total + of(row), 0)
    expect(counts).toEqual({
      offered: sum(({ offered }) => offered),
      goodput: sum(({ good }) => good),
      attempts: sum(({ attempts }) => attempts),
      first: sum(({ attempts, retries }) => attempts - retries),
      afterFailed: sum(({ retriesAfter }) => retriesAfter.failed),
      afterTimeout: sum(({ retriesAfter }) => retriesAfter.timeout),
      afterRejected: sum(({ retriesAfter }) => retriesAfter.rejected),
      hedges: 0,
      redeliveries: sum((row) => row.redeliveries),
    })
  }
})
