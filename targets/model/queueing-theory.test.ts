import { expect, test } from 'vitest'
import type { Outcome } from '../../bench/core/outcome.ts'
import { batchMeans, poisson } from './testing.ts'

const REQUESTS = 150_000
/** Standard errors allowed between simulation and theory. */
const ERRORS = 4

const waitingMs = (responseMs: number, outcome: Outcome) =>
  responseMs - (outcome.kind === 'ok' ? outcome.busyMs : Number.NaN)

function expectMean(values: Float64Array, theory: number): void {
  const { mean, standardError } = batchMeans(values)
  // An interval so wide that anything is in it would show nothing.
  expect(standardError / theory).toBeLessThan(0.05)
  expect(Math.abs(mean - theory)).toBeLessThan(ERRORS * standardError)
}

/** Mean waiting time in M/M/c (Erlang C): `load` = lambda x service time, in workers. */
function erlangWaitMs(slots: number, load: number, serviceMs: number): number {
  let term = 1
  let sum = 0
  for (let k = 0; k < slots; k++) {
    sum += term
    term *= load / (k + 1)
  }
  const queued = term / (1 - load / slots)
  return ((queued / (sum + queued)) * serviceMs) / (slots - load)
}

test.each([0.5, 0.8])('M/D/1 at rho %s: the mean wait is rho x service / (2 (1 - rho))', (rho) => {
  const spec = { model: 'workers', slots: 1, service: { kind: 'constant', ms: 10 }, queueMax: 100_000 }
  const { values } = poisson(spec, { ratePerMs: rho / 10, requests: REQUESTS }, waitingMs)
  expectMean(values, (rho * 10) / (2 * (1 - rho)))
})

test.each([
  [1, 0.7],
  [4, 0.8],
  [10, 0.8],
])('M/M/%i at rho %s: the mean wait is that of Erlang C', (slots, rho) => {
  const spec = { model: 'workers', slots, service: { kind: 'exponential', meanMs: 10 }, queueMax: 100_000 }
  const { values } = poisson(spec, { ratePerMs: (rho * slots) / 10, requests: REQUESTS }, waitingMs)
  expectMean(values, erlangWaitMs(slots, rho * slots, 10))
})

test('the order of service does not change the mean wait, only who has it', () => {
  const spec = { model: 'workers', slots: 1, service: { kind: 'exponential', meanMs: 10 }, discipline: 'lifo' }
  const { values } = poisson(spec, { ratePerMs: 0.07, requests: REQUESTS }, waitingMs)
  expectMean(values, erlangWaitMs(1, 0.7, 10))
})

test('two shards at half the load each wait as one does, not as one queue for both would', () => {
  const spec = { model: 'workers', shards: 2, slots: 1, service: { kind: 'constant', ms: 10 } }
  const { values } = poisson(spec, { ratePerMs: 0.16, requests: REQUESTS }, waitingMs)
  expectMean(values, 20)
})

test('linear: with one in the system taken for each that arrives, W = (base + slope) / (1 - lambda x slope)', () => {
  // 50 requests/s at 1 s + 10 ms per attempt inside: Poisson arrivals see L on average, and add themselves.
  const spec = { model: 'linear', baseMs: 1000, perInFlightMs: 10 }
  const { values, target, spanMs } = poisson(spec, { ratePerMs: 0.05, requests: REQUESTS }, (responseMs) => responseMs)
  expectMean(values, 1010 / (1 - 0.05 * 10))
  expect(target.count().busyMs / spanMs).toBeCloseTo(
    (REQUESTS / spanMs) * (values.reduce((a, b) => a + b) / REQUESTS),
    6,
  )
})
