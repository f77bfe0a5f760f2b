import { expect, test } from 'vitest'
import { k6DurationMs } from './k6-stages.ts'
import { type LoadInput, loadSchema, phasesOf, planOf } from './load.ts'

const stagesOf = (input: LoadInput) => loadSchema.parse(input).stages

test("k6's stages ramp from the rate before, the first from startRate, and a duration of 0 jumps", () => {
  const stages = [
    { target: 300, duration: '1m' },
    { target: 300, duration: '90s' },
    { target: 600, duration: 0 },
    { target: 600, duration: '1m30s' },
    { target: 0, duration: 2500 },
  ]
  expect(stagesOf({ startRate: 60, timeUnit: '1m', stages })).toEqual([
    { durationMs: 60_000, ratePerSecond: { from: 1, to: 5 } },
    { durationMs: 90_000, ratePerSecond: 5 },
    { durationMs: 90_000, ratePerSecond: 10 },
    { durationMs: 2500, ratePerSecond: { from: 10, to: 0 } },
  ])
})

test("k6's defaults: startRate 0, timeUnit 1s", () => {
  const stages = [{ target: 8, duration: '1s' }]
  const load = loadSchema.parse({ executor: 'ramping-arrival-rate', stages })
  expect(load.stages).toEqual([{ durationMs: 1000, ratePerSecond: { from: 0, to: 8 } }])
  expect([...planOf(load, 0)].map(Math.round)).toEqual([0, 500, 707, 866])
})

test('the phase of a jump applies to the next stage, unless that has its own', () => {
  const stages = [
    { target: 5, duration: 0, phase: 'warmup' as const },
    { target: 5, duration: 100 },
    { target: 50, duration: 0, phase: 'baseline' as const },
    { target: 50, duration: 100, phase: 'trigger' as const },
  ]
  const spans = phasesOf(loadSchema.parse({ stages }), [])
  expect(spans.map(({ phase, fromMs, toMs }) => [phase, fromMs, toMs])).toEqual([
    ['warmup', 0, 100],
    ['trigger', 100, 200],
  ])
})

test.each([
  [250, 250],
  ['0', 0],
  ['500ms', 500],
  ['1.5s', 1500],
  ['1h2m3s', 3_723_000],
  ['1d', 86_400_000],
  ['250us', 0.25],
  ['10', Number.NaN],
  ['-1s', Number.NaN],
  ['1s ', Number.NaN],
  ['', Number.NaN],
])('a duration of k6: %j is %d ms', (duration, ms) => {
  expect(k6DurationMs(duration)).toBe(ms)
})
