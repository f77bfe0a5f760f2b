import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { parseSuite } from '../parse-suite.ts'
import { planOf } from './load.ts'
import { extraArrivals, judgedTrigger, triggerSpan, usualAndLastRate } from './trigger.ts'

const cell = (load: object | string, faults: object[] = []) =>
  cellsOf(
    parseSuite({
      name: 't',
      question: 'q',
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } },
      load,
      faults,
      arms: { a: { style: 'rpc' } },
    }),
  )[0]!
const slow = (fromMs: number, toMs: number) => ({ kind: 'slow', factor: 2, fromMs, toMs })
const hold = (durationMs: number, ratePerSecond: number, phase?: string) => ({ durationMs, ratePerSecond, phase })

/** Arrivals of each second that are kept. */
function keptBySecond(load: object | string, faults: object[] = [], seed = 7): number[] {
  const one = cell(load, faults)
  const isExtra = extraArrivals(one, seed)
  const kept: number[] = []
  let id = 0
  for (const dueMs of planOf(one.load, seed)) {
    const second = Math.floor(dueMs / 1000)
    kept[second] ??= 0
    if (isExtra?.(id, dueMs) !== true) kept[second]! += 1
    id += 1
  }
  return kept
}

test('a load that ends in its trigger is not judged by it; a fault that lasts to the end is, since the load may go on', () => {
  expect(judgedTrigger(cell({ stages: [hold(5000, 5), hold(5000, 50)] }))).toBeUndefined()
  expect(judgedTrigger(cell({ stages: [hold(5000, 5), hold(5000, 50), hold(1, 5)] }))).toEqual({
    fromMs: 5000,
    toMs: 10_000,
  })
  expect(judgedTrigger(cell('10s@5', [slow(3000, 60_000)]))).toEqual({ fromMs: 3000, toMs: 10_000 })
  expect(judgedTrigger(cell('10s@5'))).toBeUndefined()
})

test('the rate before a trigger and the last one; of a ramp the rate at that point', () => {
  const { load, faults } = cell(
    { stages: [hold(5000, 5), { durationMs: 4000, ratePerSecond: { from: 10, to: 50 } }, hold(9000, 20)] },
    [slow(6000, 7000)],
  )
  expect(usualAndLastRate({ load, faults })).toEqual({ usual: 20, last: 20 })
  expect(usualAndLastRate(cell({ stages: [hold(5000, 5), hold(1000, 50), hold(5000, 8)] }))).toEqual({
    usual: 5,
    last: 8,
  })
  expect(usualAndLastRate(cell('10s@5', [slow(0, 1000)]))).toEqual({ usual: 5, last: 5 })
  expect(usualAndLastRate(cell('10s@5'))).toBeUndefined()
})

test('a trigger is the hull of all faults and all stages of its phase, within the load', () => {
  const stages = [hold(10_000, 5, 'baseline'), hold(5000, 5, 'trigger'), hold(20_000, 5, 'recovery')]
  expect(triggerSpan(cell({ stages }))).toEqual({ fromMs: 10_000, toMs: 15_000 })
  expect(triggerSpan(cell({ stages }, [slow(3000, 4000)]))).toEqual({ fromMs: 3000, toMs: 15_000 })
  expect(triggerSpan(cell({ stages }, [slow(20_000, 22_000)]))).toEqual({ fromMs: 10_000, toMs: 22_000 })
  expect(triggerSpan(cell('10s@5', [slow(3000, 60_000)]))).toEqual({ fromMs: 3000, toMs: 10_000 })
  expect(triggerSpan(cell('10s@5,5s@20,10s@5'))).toEqual({ fromMs: 10_000, toMs: 15_000 })
  expect(triggerSpan(cell('10s@5'))).toBeUndefined()
})

test('a labelled phase does not remove the faults', () => {
  const stages = [hold(10_000, 5, 'warmup'), hold(20_000, 5, 'baseline')]
  expect(triggerSpan(cell({ stages }, [slow(15_000, 16_000)]))).toEqual({ fromMs: 15_000, toMs: 16_000 })
})

test('of evenly spaced arrivals those beyond the rate before are extra, and no other changes its id', () => {
  expect(keptBySecond('3s@10,2s@30,2s@10')).toEqual([10, 10, 10, 10, 10, 10, 10])
  expect(keptBySecond('3s@10,2s@25,2s@10').slice(3, 5)).toEqual([10, 10])
  // Bursts of 20 every 500 ms are 40/s.
  const stages = [hold(2000, 10), { bursts: { size: 20, everyMs: 500, total: 80 } }, hold(2000, 10)]
  expect(keptBySecond({ stages })).toEqual([10, 10, 10, 10, 10, 10])
})

test('of a Poisson process a share is kept that has the rate before', () => {
  const load = { arrival: 'poisson', plan: '10s@50,100s@200,10s@50' }
  const kept = keptBySecond(load).slice(10, 110)
  const mean = kept.reduce((sum, count) => sum + count) / 100
  // The mean of 100 Poisson counts of 50 has a deviation of 0.71.
  expect(Math.abs(mean - 50)).toBeLessThan(4 * 0.71)
  expect(keptBySecond(load)).toEqual(keptBySecond(load))
})

test('without a stage before a trigger the rate after it counts', () => {
  const stages = [hold(2000, 40, 'trigger'), hold(2000, 10, 'recovery')]
  expect(keptBySecond({ stages })).toEqual([10, 10, 10, 10])
})

test.each([
  ['faults alone', '10s@5', [slow(3000, 4000)]],
  ['a label alone', { stages: [hold(2000, 10), hold(2000, 10, 'trigger'), hold(2000, 10, 'recovery')] }, []],
  ['a lower rate', { stages: [hold(2000, 10), hold(2000, 2, 'trigger'), hold(2000, 10, 'recovery')] }, []],
  ['a trace', { trace: { timesMs: [0, 1, 2] } }, []],
])('%s adds no arrivals', (_, load, faults) => {
  expect(extraArrivals(cell(load, faults), 7)).toBeUndefined()
})
