import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { phasesOf } from '../load/load.ts'
import type { Suite } from '../suite.ts'
import { suiteOfVariant, withHorizon, withParameter } from './parameter.ts'
import { valuesAt } from './path.ts'
import { storm } from './testing.ts'

const ratesOf = (suite: Suite) => cellsOf(suite)[0]!.load.stages!.map(({ ratePerSecond }) => ratePerSecond)
const spansOf = (suite: Suite) =>
  phasesOf(suite.load, suite.faults).map(({ phase, fromMs, toMs }) => [phase, fromMs, toMs])
/** 50 requests/s; the trigger of 2 s goes up to 400, and its second stage names no phase. */
const STAGES = [
  { durationMs: 1000, ratePerSecond: 50, phase: 'baseline' as const },
  { durationMs: 500, ratePerSecond: { from: 50, to: 400 }, phase: 'trigger' as const },
  { durationMs: 1500, ratePerSecond: 400 },
  { durationMs: 8000, ratePerSecond: 50, phase: 'recovery' as const },
]
const crowd = storm({ faults: [], load: { stages: STAGES } })

test('rho is the load before the trigger, not the warm-up that comes before it', () => {
  const stages = [
    { durationMs: 1000, ratePerSecond: 10, phase: 'warmup' as const },
    { durationMs: 14_000, ratePerSecond: 140, phase: 'baseline' as const },
  ]
  expect(ratesOf(withParameter(storm({ load: { stages } }), 'rho', 0.35))).toEqual([5, 70])
})

test('rho scales every rate by one factor, so that the first one is that share of the capacity', () => {
  expect(ratesOf(withParameter(crowd, 'rho', 0.5))).toEqual([100, { from: 100, to: 800 }, 800, 100])
  expect(ratesOf(withParameter(crowd, 'rho', 0.05))).toEqual([10, { from: 10, to: 80 }, 80, 10])
})

test('without a trigger rho is the first rate; that of a ramp is where it begins, or what it leads to when that is 0', () => {
  const from = (from: number) =>
    storm({ faults: [], load: { stages: [{ durationMs: 15_000, ratePerSecond: { from, to: 40 } }] } })
  expect(ratesOf(withParameter(from(20), 'rho', 0.2))).toEqual([{ from: 40, to: 80 }])
  expect(ratesOf(withParameter(from(0), 'rho', 0.4))).toEqual([{ from: 0, to: 80 }])
})

test('rho scales what is given as rho too', () => {
  const suite = storm({ load: '5s@0.25rho,2s@0.5rho,8s@50' })
  expect(ratesOf(suite)).toEqual([50, 100, 50])
  expect(ratesOf(withParameter(suite, 'rho', 0.5))).toEqual([100, 200, 100])
})

test.each([
  ['rho', 0.5],
  ['trigger', 1000],
  ['target.slots', 2],
  ['faults[0].factor', 0],
  ['arms.*.policy[*].retriesMax', 3],
])('a parameter set to what it is already changes nothing: %s', (name, value) => {
  expect(cellsOf(withParameter(storm(), name, value))).toEqual(cellsOf(storm()))
})

test('a longer fault makes the load longer, so that the recovery keeps its length; a shorter one, shorter', () => {
  const spans = (lengthMs: number) => spansOf(withParameter(storm(), 'trigger', lengthMs))
  expect(spans(4000)).toEqual([
    ['baseline', 0, 2000],
    ['trigger', 2000, 6000],
    ['recovery', 6000, 18_000],
  ])
  expect(spans(1)).toEqual([
    ['baseline', 0, 2000],
    ['trigger', 2000, 2001],
    ['recovery', 2001, 14_001],
  ])
})

test('several faults are stretched together, from the first start to the last end', () => {
  const faults = [
    { kind: 'slow' as const, factor: 2, fromMs: 2000, toMs: 3000 },
    { kind: 'pause' as const, fromMs: 5000, toMs: 6000 },
  ]
  const longer = withParameter(storm({ faults }), 'trigger', 8000)
  expect(longer.faults.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [2000, 4000],
    [8000, 10_000],
  ])
  expect(spansOf(longer).at(-1)).toEqual(['recovery', 10_000, 19_000])
  expect(withParameter(storm({ faults }), 'trigger', 4000)).toEqual(storm({ faults }))
})

test('stages of phase trigger share the new length as they shared the old one', () => {
  const durations = (suite: Suite) => suite.load.stages!.map(({ durationMs }) => durationMs)
  expect(durations(withParameter(crowd, 'trigger', 4000))).toEqual([1000, 1000, 3000, 8000])
  expect(withParameter(crowd, 'trigger', 2000)).toEqual(crowd)
  expect(spansOf(withParameter(crowd, 'trigger', 100)).at(-1)).toEqual(['recovery', 1100, 9100])
})

test('faults and stages of phase trigger are stretched together, from the first start to the last end', () => {
  const faults = [{ kind: 'pause' as const, fromMs: 2500, toMs: 5000 }]
  const longer = withParameter(storm({ faults, load: { stages: STAGES } }), 'trigger', 8000)
  // The trigger of 4 s begins with its stage at 1 s and ends with the pause, 2 s into the last stage.
  expect(longer.load.stages!.map(({ durationMs }) => durationMs)).toEqual([1000, 1000, 3000, 10_000])
  expect(longer.faults).toMatchObject([{ fromMs: 4000, toMs: 9000 }])
})

test("a trigger that is named at a jump of k6's has a length too", () => {
  const stages = [
    { duration: 0, target: 50, phase: 'baseline' as const },
    { duration: '1s', target: 50 },
    { duration: 0, target: 400, phase: 'trigger' as const },
    { duration: '2s', target: 400 },
    { duration: 0, target: 50, phase: 'recovery' as const },
    { duration: '8s', target: 50 },
  ]
  const longer = withParameter(storm({ faults: [], load: { stages } }), 'trigger', 3000)
  expect(spansOf(longer)).toEqual([
    ['baseline', 0, 1000],
    ['trigger', 1000, 4000],
    ['recovery', 4000, 12_000],
  ])
})

test.each([
  [storm({ faults: [] }), 'must not be given for a suite without faults and without a stage of phase trigger'],
  [
    storm({ faults: [], load: { stages: [{ bursts: { size: 10, everyMs: 1000, total: 100 }, phase: 'trigger' }] } }),
    'trigger: must not be given for a trigger of bursts, which last as long as they do',
  ],
  [
    storm({ load: { trace: { timesMs: [0, 9000] } } }),
    'trigger: must not be given for a trace, whose due times are fixed',
  ],
])('a trigger that is missing, of bursts or in a trace cannot be given a length', (suite, message) => {
  expect(() => withParameter(suite, 'trigger', 500)).toThrow(message)
})

test('a trigger is longer than 0 ms', () => {
  for (const lengthMs of [0, -1, Number.NaN]) {
    expect(() => withParameter(storm(), 'trigger', lengthMs)).toThrow(
      `trigger: must be longer than 0 ms, got ${lengthMs}`,
    )
  }
})

test('rho means nothing without a known capacity, without rates and without a rate above 0', () => {
  const url = storm({ target: { url: 'http://127.0.0.1:1/' }, faults: [] })
  expect(() => withParameter(url, 'rho', 0.5)).toThrow('rho: must not be given for a target by URL')
  const trace = storm({ load: { trace: { timesMs: [0, 9000] } } })
  expect(() => withParameter(trace, 'rho', 0.5)).toThrow('rho: must not be given for a trace')
  const bursts = storm({ load: { stages: [{ bursts: { size: 10, everyMs: 1000, total: 100 } }] } })
  expect(() => withParameter(bursts, 'rho', 0.5)).toThrow('rho: must not be given for a load without a rate')
})

test('a path leads to one number, a star to one under any key', () => {
  expect(withParameter(storm(), 'target.slots', 7).target).toMatchObject({ slots: 7 })
  expect(withParameter(storm(), 'faults[0].factor', 0.5).faults).toMatchObject([{ factor: 0.5 }])
  const clients = (suite: Suite) => valuesAt(suite, 'arms.*.clients')
  expect(clients(storm())).toEqual([1, 2])
  expect(clients(withParameter(storm(), 'arms.*.clients', 5))).toEqual([5, 5])
  expect(clients(withParameter(storm(), 'arms.naive.clients', 5))).toEqual([5, 2])
  const timeouts = withParameter(storm(), 'arms.*.policy[*].timeoutMs', 50)
  expect(valuesAt(timeouts, 'arms.*.policy[*].timeoutMs')).toEqual([50, 50])
  expect(valuesAt(timeouts, 'arms.naive.policy.0.retriesMax')).toEqual([3])
})

test.each([
  ['name', '"name" is "small-storm"'],
  ['arms.once.style', '"arms.once.style" is "rpc"'],
  ['load', '"load" is {"arrival":"constant","stages":[{"durationMs":15000,"rate...'],
  ['arms.nosuch.clients', '"arms.nosuch.clients" is not there'],
  ['faults[1].factor', '"faults[1].factor" is not there; did you mean faults[0].factor?'],
  ['faults[*].fcator', '"faults[*].fcator" is not there; did you mean faults[*].factor?'],
  ['triger', '"triger" is not there; did you mean trigger?'],
  ['deadlineMs.x', '"deadlineMs.x" is not there'],
  ['', '"" is not there'],
  ['__proto__', '"__proto__" is not there'],
])('a path that leads to no number is refused with what is there: %j', (name, found) => {
  expect(() => withParameter(storm(), name, 1)).toThrow(
    `parameter: must be rho, trigger or the path of a number in the suite, such as arms.*.policy[*].timeoutMs; ${found}`,
  )
})

test('a boolean is no number', () => {
  const cells = storm({ validity: {} }) as Suite & { flag?: boolean }
  expect(() => withParameter({ ...cells, flag: true } as Suite, 'flag', 1)).toThrow('"flag" is true')
})

test.each([
  ['target.slots', 1.5, 'target.slots: must be'],
  ['target.slots', 0, 'target.slots: must be at least 1, got 0'],
  ['faults[0].factor', 1.01, 'faults[0].factor: must be at most 1, got 1.01'],
  ['faults[0].toMs', 2000, 'faults[0].toMs: must be above fromMs, got 2000'],
  ['arms.naive.policy[0].retriesMax', -1, 'arms.naive.policy[0].retriesMax: must be at least 0, got -1'],
  ['deadlineMs', Number.NaN, 'deadlineMs: must be'],
  ['rho', 0, 'load: must ask for at least one request, got 0'],
  ['rho', -1, 'load.stages[0].ratePerSecond: must be at least 0, got -200'],
  ['rho', 5001, 'load.stages[0].ratePerSecond: must be at most 1000000, got 1000200'],
])('a value that breaks a rule of the suite is refused with its path: %s = %d', (name, value, message) => {
  expect(() => withParameter(storm(), name, value)).toThrow(message)
})

test('the horizon is after the trigger', () => {
  expect(spansOf(withHorizon(storm(), 3001)).at(-1)).toEqual(['recovery', 3000, 3001])
  expect(spansOf(withHorizon(storm(), 90_000)).at(-1)).toEqual(['recovery', 3000, 90_000])
  expect(() => withHorizon(storm(), 3000)).toThrow(
    '--horizon: must be later than the end of the trigger at 3000 ms, got 3000',
  )
  const steps = storm({ load: '12s@100,3s@50' })
  expect(spansOf(withHorizon(steps, 12_001)).at(-1)).toEqual(['recovery', 3000, 12_001])
  expect(() => withHorizon(steps, 12_000)).toThrow(
    '--horizon: must not cut away the last stage of the load, got 12000 ms',
  )
})

test('a variant becomes a suite without variants, and an unknown one is refused', () => {
  const suite = storm({ variants: { one: { about: 'slow', load: '20s@10' }, two: { faults: [] } } })
  expect(suiteOfVariant(suite, 'one')).toEqual(storm({ load: '20s@10' }))
  expect(suiteOfVariant(suite, 'two')).toEqual(storm({ faults: [] }))
  expect(() => suiteOfVariant(suite, 'three')).toThrow('--variant: must be one of one, two, got "three"')
  expect(suiteOfVariant(storm(), 'default')).toEqual(storm())
  expect(() => suiteOfVariant(storm(), 'one')).toThrow('--variant: must be one of default, got "one"')
})
