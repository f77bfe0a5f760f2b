import { draw, STREAM } from '../../bench/core/draw.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { VirtualClock } from '../../bench/core/virtual-clock.ts'
import { type Fault, faultSchema } from '../faults.ts'
import { modelSchema } from '../spec.ts'
import { Target } from './target.ts'

/** A fault with defaults filled in. */
export const fault = (input: { kind: string; fromMs: number; toMs: number; [option: string]: unknown }): Fault =>
  faultSchema.parse(input)

/** For tests: a target in virtual time and a log of its answers, `<ms> #<request> <outcome>`. */
export function setUp(spec: { model: string; [option: string]: unknown }, faults: readonly Fault[] = [], seed = 7) {
  const clock = new VirtualClock()
  const log: string[] = []
  const target = new Target(clock, modelSchema.parse(spec), faults, seed)
  const arrive = (request: number, expiresMs = Number.POSITIVE_INFINITY) =>
    target.arrive({ request, attempt: 1, expiresMs }, (outcome) =>
      log.push(`${clock.nowMs()} #${request} ${outcome.kind === 'failed' ? outcome.reason : outcome.kind}`),
    )
  /** Runs the clock to `atMs`, then sends an attempt. */
  const arriveAt = (atMs: number, request: number, expiresMs?: number) => {
    clock.run(atMs)
    arrive(request, expiresMs)
  }
  return { clock, log, target, arrive, arriveAt }
}

/** Sends Poisson arrivals to a target and returns the result of `measure` for each answer, in order of arrival. */
export function poisson(
  spec: { model: string; [option: string]: unknown },
  { ratePerMs, requests }: { ratePerMs: number; requests: number },
  measure: (responseMs: number, outcome: Outcome) => number,
): { values: Float64Array; target: Target; spanMs: number } {
  const { clock, target } = setUp(spec)
  const values = new Float64Array(requests)
  let dueMs = 0
  for (let id = 0; id < requests; id++) {
    dueMs -= Math.log1p(-draw(7, STREAM.arrival, id, 0)) / ratePerMs
    const arrivedMs = dueMs
    clock.at(dueMs, () =>
      target.arrive({ request: id, attempt: 1, expiresMs: Number.POSITIVE_INFINITY }, (outcome) => {
        values[id] = measure(clock.nowMs() - arrivedMs, outcome)
      }),
    )
  }
  clock.run()
  return { values, target, spanMs: clock.nowMs() }
}

/** Mean of a series without its first tenth, and its standard error from the means of 30 batches. */
export function batchMeans(values: Float64Array): { mean: number; standardError: number } {
  const batches = 30
  const start = Math.floor(values.length / 10)
  const length = Math.floor((values.length - start) / batches)
  const means = Array.from({ length: batches }, (_, i) => {
    const batch = values.subarray(start + i * length, start + (i + 1) * length)
    return batch.reduce((sum, value) => sum + value, 0) / length
  })
  const mean = means.reduce((sum, value) => sum + value, 0) / batches
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (batches - 1)
  return { mean, standardError: Math.sqrt(variance / batches) }
}
