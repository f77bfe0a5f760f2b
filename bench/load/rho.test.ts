import { expect, test } from 'vitest'
import { atCapacity, type LoadInput, loadExcess, loadSchema, phasesOf, planOf, usesRho } from './load.ts'
import { parsePlanText } from './plan-text.ts'

const load = (input: LoadInput) => loadSchema.parse(input)
const dues = (input: LoadInput, capacityPerSecond: number) => [...planOf(atCapacity(load(input), capacityPerSecond), 0)]

test('a plan text in rho holds or ramps shares of the capacity', () => {
  expect(parsePlanText('30s@0.7rho')).toEqual([{ durationMs: 30_000, rho: 0.7 }])
  expect(parsePlanText('10s@0.5~1.2rho, 5s@40')).toEqual([
    { durationMs: 10_000, rho: { from: 0.5, to: 1.2 } },
    { durationMs: 5000, ratePerSecond: 40 },
  ])
})

test.each(['1s@rho', '1s@0.5 rho', '1s@0.5rh', '1s@0.5rho~1', '1s@0.5rho~1rho', '1s@-0.5rho', '1s@.5rho'])(
  'a piece that is no share is refused: %s',
  (text) => {
    expect(() => parsePlanText(text)).toThrow(`must be pieces such as`)
  },
)

test('at a capacity of 8/s a rho of 0.5 is 4/s', () => {
  expect(dues('1s@0.5rho', 8)).toEqual([0, 250, 500, 750])
  expect(dues({ stages: [{ durationMs: 1000, rho: 0.5 }] }, 8)).toEqual([0, 250, 500, 750])
  expect(dues({ stages: [{ durationMs: 1000, rho: { from: 0, to: 1 } }] }, 8).map(Math.round)).toEqual([
    0, 500, 707, 866,
  ])
})

test('rho and requests per second may be mixed, and a stage keeps its phase', () => {
  const stages = [
    { durationMs: 1000, ratePerSecond: 2 },
    { durationMs: 500, rho: 0.5, phase: 'trigger' as const },
  ]
  const absolute = atCapacity(load({ stages }), 16)
  expect(absolute.stages).toEqual([
    { durationMs: 1000, ratePerSecond: 2 },
    { durationMs: 500, ratePerSecond: 8, phase: 'trigger' },
  ])
  expect([...planOf(absolute, 0)]).toEqual([0, 500, 1000, 1125, 1250, 1375])
  expect(usesRho(absolute)).toBe(false)
})

test('phases are those of the rates: what is above the first share is the trigger', () => {
  const spans = phasesOf(atCapacity(load('2s@0.5rho,1s@1.5rho,2s@0.5rho'), 100), [])
  expect(spans.map(({ phase, fromMs, toMs }) => `${phase} ${fromMs}-${toMs}`)).toEqual([
    'baseline 0-2000',
    'trigger 2000-3000',
    'recovery 3000-5000',
  ])
})

test('a load says in which of its stages it needs the capacity', () => {
  expect(['1s@5', '1s@0.5rho', '1s@5,1s@0.5rho'].map((text) => usesRho(load(text)))).toEqual([false, true, true])
  expect(usesRho(load({ trace: { timesMs: [0] } }))).toBe(false)
})

test('the limit of the rate applies once the capacity is known: 1,000,000/s is allowed, more is not', () => {
  const excess = (text: string, capacity: number) => loadExcess(atCapacity(load(text), capacity))
  expect(loadExcess(load('1s@50rho'))).toBeUndefined()
  expect(excess('1s@50rho', 20_000)).toBeUndefined()
  expect(excess('1s@50rho', 20_000.04)).toBe(
    'must ask for at most 1000000 requests/s, which is what 50 workers start on time, got 1000002',
  )
  expect(excess('1s@0rho', 400)).toBe('must ask for at least one request, got 0')
})

test.each([
  [{ durationMs: 5, ratePerSecond: 1, rho: 1 }],
  [{ rho: 1 }],
  [{ durationMs: 5 }],
  [{ rho: 1, bursts: { size: 1, everyMs: 1, total: 1 } }],
])('a stage has a duration and one of rate and rho, or bursts alone: %j is refused', (stage) => {
  const message = 'must have durationMs and one of ratePerSecond and rho, or bursts alone'
  expect(loadSchema.safeParse({ stages: [stage] }).error?.issues[0]?.message).toBe(message)
})

test('a rho is from 0 to 100', () => {
  const accepts = (rho: number) => loadSchema.safeParse({ stages: [{ durationMs: 5, rho }] }).success
  expect([-0.001, 0, 100, 100.001].map(accepts)).toEqual([false, true, true, false])
})

test('a plan text has the same limit: a rho above 100 is refused', () => {
  expect(loadSchema.safeParse('1s@100rho').success).toBe(true)
  for (const text of ['1s@100.001rho', '1s@100.001~1rho', '1s@1~100.001rho']) {
    const message = `must ask for at most 100rho, got "${text}"`
    expect(loadSchema.safeParse(text).error?.issues[0]?.message).toBe(message)
  }
})
