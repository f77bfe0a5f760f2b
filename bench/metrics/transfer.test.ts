import { expect, test } from 'vitest'
import type { RunResult } from './result.ts'
import { phaseResult, runResult } from './testing.ts'
import { transferOf } from './transfer.ts'

/** A run with this maximum of attempts in flight. */
const run = (clock: RunResult['clock'], seed: number, inFlightMax: number, fields: Partial<RunResult> = {}) =>
  runResult({ clock, seed, inFlightMax, ...fields })
const inFlightOf = (real: readonly RunResult[], virtual: readonly RunResult[]) =>
  transferOf(real, virtual).filter(({ metric }) => metric === 'in_flight_max')

test('a pair is two runs of one arm with the same seed, whatever their order', () => {
  const real = [run('real', 1, 10), run('real', 2, 20), run('real', 3, 30)]
  const virtual = [run('virtual', 3, 29), run('virtual', 1, 6), run('virtual', 2, 21)]
  expect(inFlightOf(real, virtual)).toEqual([
    {
      suite: 'burst',
      variant: '-',
      arm: 'rpc',
      metric: 'in_flight_max',
      unit: 'count',
      better: 'lower',
      n: 3,
      real: 20,
      virtual: 21,
      difference: 1,
      ciLow: Number.NaN,
      ciHigh: Number.NaN,
    },
  ])
})

test('a run without a twin does not count', () => {
  const virtual = [run('virtual', 2, 1), run('virtual', 1, 1, { arm: 'queue' }), run('virtual', 1, 1, { variant: 'b' })]
  expect(transferOf([run('real', 1, 10)], virtual)).toEqual([])
  expect(transferOf([], virtual)).toEqual([])
})

test('a pair with a run that is not valid, whichever it is, is left out', () => {
  const of = (real: RunResult['status'], virtual: RunResult['status']) =>
    inFlightOf(
      [run('real', 1, 10, { status: real }), run('real', 2, 7)],
      [run('virtual', 1, 1, { status: virtual }), run('virtual', 2, 5)],
    ).map(({ n, difference }) => [n, difference])
  expect(of('valid', 'valid')).toEqual([[2, 5.5]])
  for (const [real, virtual] of [
    ['invalid', 'valid'],
    ['partial', 'valid'],
    ['valid', 'invalid'],
    ['valid', 'partial'],
  ] as const) {
    expect(of(real, virtual)).toEqual([[1, 2]])
  }
})

test('five pairs have no interval, six reach from the least to the greatest difference', () => {
  const of = (n: number) => {
    const seeds = Array.from({ length: n }, (_, i) => i + 1)
    const virtual = seeds.map((seed) => run('virtual', seed, 100))
    return inFlightOf(
      seeds.map((seed) => run('real', seed, 100 + seed ** 2)),
      virtual,
    )[0]!
  }
  expect(of(5)).toMatchObject({ n: 5, difference: 9, ciLow: Number.NaN, ciHigh: Number.NaN })
  expect(of(6)).toMatchObject({ n: 6, difference: 12.5, ciLow: 1, ciHigh: 36 })
})

test('the difference is the median of the differences, not the difference of the medians', () => {
  const real = [run('real', 1, 1), run('real', 2, 5), run('real', 3, 9)]
  const virtual = [run('virtual', 1, 3), run('virtual', 2, 1), run('virtual', 3, 2)]
  expect(inFlightOf(real, virtual)[0]).toMatchObject({ real: 5, virtual: 2, difference: 4 })
})

test('a metric counts the pairs in which both runs have it, and has no row without one', () => {
  const amplified = (expectedFailures: number) => ({
    phases: [phaseResult({ outcomes: { ok: 8, failed: 2 }, expectedFailures })],
  })
  const of = (...expected: readonly (readonly [real: number, virtual: number])[]) =>
    transferOf(
      expected.map(([real], i) => run('real', i, 1, amplified(real))),
      expected.map(([, virtual], i) => run('virtual', i, 1, amplified(virtual))),
    ).filter(({ metric }) => metric === 'failure_amplification')
  expect(of([2, 4], [0, 4], [2, 0])).toMatchObject([{ n: 1, real: 1, virtual: 0.5, difference: 0.5 }])
  expect(of([0, 4], [2, 0])).toEqual([])
})

test('what never happens in one of them is no difference', () => {
  const never = { triggerStartMs: 0, triggerEndMs: 0, loadEndMs: 5000 }
  const timeline = new Array(5).fill({ ...runResult().timeline[0]!, goodPlanned: 0 })
  const found = transferOf([run('real', 1, 1, { ...never, timeline })], [run('virtual', 1, 1, { ...never, timeline })])
  expect(found.map(({ metric }) => metric)).toContain('degraded_time')
  expect(found.map(({ metric }) => metric)).not.toContain('recovery_time')
})

test('arms stand in the order of the real runs, metrics in theirs, the warm-up left out', () => {
  const phases = [phaseResult({ phase: 'warmup' }), phaseResult({ outcomes: { ok: 5 } })]
  const both = (arm: string, clock: RunResult['clock']) => run(clock, 1, 1, { arm, phases })
  const rows = transferOf([both('z', 'real'), both('a', 'real')], [both('a', 'virtual'), both('z', 'virtual')])
  expect([...new Set(rows.map(({ arm }) => arm))]).toEqual(['z', 'a'])
  expect(rows.slice(0, 2).map(({ metric, real }) => [metric, real])).toEqual([
    ['requests', 5],
    ['ok', 5],
  ])
})
