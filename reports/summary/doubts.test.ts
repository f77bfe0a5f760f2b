import { expect, test } from 'vitest'
import type { Exceeded, RunResult, Warning } from '../../bench/metrics/result.ts'
import { runResult } from '../../bench/metrics/testing.ts'
import { doubtsOf } from './doubts.ts'

const late = (value: number, bound: number): Warning => {
  const exceeded: Exceeded = { what: 'event-loop delay of the generator', value, bound, unit: 'ms' }
  return { severity: 'invalid', message: `It was blocked for ${value} ms.`, advice: 'Close other programs.', exceeded }
}
const fault: Warning = { severity: 'invalid', message: 'It threw.', advice: 'Mend it.' }
const note: Warning = { severity: 'note', message: 'It was short.', advice: 'Run it longer.' }
const run = (overrides: Partial<RunResult>) =>
  runResult({ suite: 'burst', variant: 'default', clock: 'real', ...overrides })
const invalid = (repeat: number, ...warnings: Warning[]) =>
  run({ repeat, status: 'invalid', warnings, othersCores: 1.26 })

test('an arm with invalid runs has one line, with the worst bound and by how much it was exceeded', () => {
  const runs = [invalid(1, late(60, 50), late(312, 100)), invalid(2, late(55, 50)), run({})]
  expect(doubtsOf(runs, 2)).toEqual({
    lines: [
      'INVALID: burst rpc: 2 of 3 runs. Worst, in repeat 1: event-loop delay of the generator, 99th percentile 312.0 ms, bound 100 ms (3.1 times). Reasons in all: 3, see report.md. Other programs used 1.3 of 2 cores.',
    ],
    advice: ['Close other programs.'],
  })
})

test('a fault is worse than any lateness', () => {
  expect(doubtsOf([invalid(1, late(5000, 50), fault)]).lines).toEqual([
    'INVALID: burst rpc: 1 of 1 run. Reason, in repeat 1: It threw. Reasons in all: 2, see report.md. Other programs used 1.3 cores.',
  ])
})

test('of several faults the first is named, with its own advice', () => {
  const { lines, advice } = doubtsOf([
    invalid(1, late(60, 50), { ...fault, message: 'It was busy.', advice: 'Restart.' }, fault),
  ])
  expect([lines[0]!.includes('Reason, in repeat 1: It was busy.'), advice]).toEqual([true, ['Restart.']])
})

test('a bound of 0 is exceeded without a factor', () => {
  expect(doubtsOf([invalid(1, late(7, 0))]).lines[0]).toContain('99th percentile 7.0 ms, bound 0 ms. Other')
})

test('a note stands once for each arm, with the repeats that it is about, after what is invalid', () => {
  const noted = (repeat: number, arm: string) => run({ arm, repeat, warnings: [note] })
  const runs = [noted(1, 'rpc'), noted(2, 'rpc'), noted(3, 'queue'), invalid(4, fault)]
  const { lines, advice } = doubtsOf(runs)
  expect(lines.slice(1)).toEqual([
    'note: burst rpc, in 2 of 3 repeats: It was short. Run it longer.',
    'note: burst queue, repeat 3: It was short. Run it longer.',
  ])
  expect(advice).toEqual(['Mend it.'])
})

test('notes that differ in their first count are one line, with its range', () => {
  const noted = (repeat: number, count: number) =>
    run({ repeat, warnings: [{ ...note, message: `${count} attempts were still in the target 2 s after the end.` }] })
  const lines = (...runs: RunResult[]) => doubtsOf(runs).lines
  expect(lines(noted(1, 233), noted(2, 202), noted(3, 210))).toEqual([
    'note: burst rpc, in 3 of 3 repeats: 202 to 233 attempts were still in the target 2 s after the end. Run it longer.',
  ])
  expect(lines(noted(1, 5), noted(2, 5), run({ repeat: 3 }))).toEqual([
    'note: burst rpc, in 2 of 3 repeats: 5 attempts were still in the target 2 s after the end. Run it longer.',
  ])
})

test('variants and virtual time are named where there are any', () => {
  const virtual = run({ suite: 'tutorial', variant: 'corrected', clock: 'virtual', warnings: [note] })
  expect(doubtsOf([virtual]).lines).toEqual([
    'note: tutorial corrected rpc, repeat 1 in virtual time: It was short. Run it longer.',
  ])
})

test('without doubts there is not a word', () => {
  expect(doubtsOf([run({})])).toEqual({ lines: [], advice: [] })
})
