import { expect, test } from 'vitest'
import { type LoadInput, loadDurationMs, loadRequests, loadSchema, phasesOf, planOf, rateExcess } from './load.ts'

const load = (input: LoadInput) => loadSchema.parse(input)
const phases = (input: LoadInput, faults: { fromMs: number; toMs: number }[] = []) =>
  phasesOf(load(input), faults).map((span) => `${span.phase} ${span.fromMs}-${span.toMs}`)

test('a stage holds its rate, in an object as in a plan text', () => {
  const stages = [
    { durationMs: 1000, ratePerSecond: 2 },
    { durationMs: 500, ratePerSecond: 4 },
  ]
  expect([...planOf(load({ stages }), 0)]).toEqual([0, 500, 1000, 1250])
  expect(load({ stages })).toEqual(load('1s@2,500ms@4'))
})

test('a stage with { from, to } ramps, in an object as in a plan text', () => {
  const ramp = load({ stages: [{ durationMs: 1000, ratePerSecond: { from: 0, to: 8 } }] })
  expect([...planOf(ramp, 0)].map(Math.round)).toEqual([0, 500, 707, 866])
  expect(loadRequests(ramp)).toBe(4)
  expect(ramp).toEqual(load('1s@0~8'))
})

test('a load that has been read can be read again', () => {
  const once = load('1s@2,500ms@2~6,1s@0.5rho')
  expect(load(once)).toEqual(once)
})

test('phases from a plan text: what is above the first rate is the trigger', () => {
  expect(phases('30s@50,10s@500,60s@50')).toEqual(['baseline 0-30000', 'trigger 30000-40000', 'recovery 40000-100000'])
  expect(phases('30s@50')).toEqual(['baseline 0-30000'])
  expect(phases('1s@50~500')).toEqual(['baseline 0-1000'])
})

test('phases from bursts and from faults', () => {
  const bursts = { size: 350, everyMs: 80, total: 2000 }
  expect(phases({ stages: [{ bursts }] })).toEqual(['trigger 0-480'])
  expect(phases('10s@50', [{ fromMs: 2000, toMs: 4000 }])).toEqual([
    'baseline 0-2000',
    'trigger 2000-4000',
    'recovery 4000-10000',
  ])
})

test('phases from labels: a stage without a label continues the phase before it', () => {
  const stages = [
    { durationMs: 100, ratePerSecond: 5, phase: 'warmup' as const },
    { durationMs: 100, ratePerSecond: 5, phase: 'trigger' as const },
    { durationMs: 100, ratePerSecond: 9 },
    { durationMs: 100, ratePerSecond: 5, phase: 'recovery' as const },
  ]
  expect(phases({ stages })).toEqual(['warmup 0-100', 'trigger 100-300', 'recovery 300-400'])
})

test('a load has as many requests as its plan: 2/s for 1.2 s are those at 0, 500 and 1000 ms', () => {
  for (const text of ['1200ms@2', '1200ms@2,1s@2', '250ms@2,250ms@2', '1s@3~8,700ms@0.1', '1s@0.1']) {
    expect([text, loadRequests(load(text))]).toEqual([text, [...planOf(load(text), 0)].length])
  }
  expect(loadRequests(load('1200ms@2'))).toBe(3)
  expect(loadRequests(load({ arrival: 'poisson', plan: '1200ms@2' }))).toBe(2)
})

test('a trace is its own plan', () => {
  const trace = load({ trace: { timesMs: [0, 3, 9] } })
  expect([...planOf(trace, 0)]).toEqual([0, 3, 9])
  expect([loadDurationMs(trace), loadRequests(trace)]).toEqual([9, 3])
})

test.each([
  ['1h@5000', 'must ask for at most 10000000 requests in a run, got 18000000'],
  ['1s@0', 'must ask for at least one request, got 0'],
])('a load that the generator cannot hold is refused: %s', (plan, message) => {
  expect(loadSchema.safeParse(plan).error?.issues[0]?.message).toBe(message)
})

test('a load of warm-up alone measures nothing and is refused', () => {
  const stages = [{ durationMs: 1000, ratePerSecond: 5, phase: 'warmup' as const }]
  const message = 'must have a phase other than warmup, got warmup alone'
  expect(loadSchema.safeParse({ stages }).error?.issues[0]?.message).toBe(message)
})

test.each([
  [{}],
  [{ stages: [], plan: '1s@1' }],
  [{ stages: [{ durationMs: 5 }] }],
  [{ stages: [{ durationMs: 5, ratePerSecond: 1, rho: 1 }] }],
  [{ stages: [{ durationMs: 5, ratePerSecond: { from: 1 } }] }],
  [{ stages: [{ durationMs: 5, ratePerSecond: 1, bursts: { size: 1, everyMs: 1, total: 1 } }] }],
  [{ plan: 'soon' }],
])('a load with no form, or with two, is refused: %j', (input) => {
  expect(loadSchema.safeParse(input).success).toBe(false)
})

test('one generator holds 20,000 requests/s; three that share a load three times that', () => {
  const excess = (text: string, workers: number) => rateExcess(load(text), workers)
  expect(excess('1s@20000', 1)).toBeUndefined()
  expect(excess('1s@20001', 1)).toBe(
    'must ask for at most 20000 requests/s, which is what one generator starts on time, got 20001; --workers shares it',
  )
  expect(excess('1s@60000', 3)).toBeUndefined()
  expect(excess('1s@60001', 3)).toBe(
    'must ask for at most 60000 requests/s, which is what 3 workers start on time, got 60001; --workers shares it',
  )
})
