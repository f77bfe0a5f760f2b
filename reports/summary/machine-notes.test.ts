import { expect, test } from 'vitest'
import type { RunResult, Warning } from '../../bench/metrics/result.ts'
import { runResult } from '../../bench/metrics/testing.ts'
import type { DiscardedRun } from '../data/run-data.ts'
import { runData } from '../data/testing.ts'
import { machineNotes } from './machine-notes.ts'

const environment = { ...runData().environment, cores: 2 }
const real = (overrides: Partial<RunResult> = {}) =>
  runResult({ suite: 'burst', variant: 'default', clock: 'real', ...overrides })
const notes = (runs: readonly RunResult[], discarded: readonly DiscardedRun[] = []) =>
  machineNotes(runData({ runs, discarded, environment }))

test('runs in virtual time have no notes: nothing disturbs them, and one run can be compared', () => {
  expect(notes([runResult({ clock: 'virtual' })])).toEqual([])
})

test('CPU of other programs is printed from the least to the most', () => {
  const runs = [0.12, 1.9, 0.5].map((othersCores, i) => real({ repeat: i + 1, othersCores }))
  expect(notes(runs)[0]).toBe('Other programs used 0.1 to 1.9 of 2 cores during these runs.')
  expect(notes([real()]).join()).not.toContain('Other programs')
})

test('too few repeats for a comparison are named, with the number that is enough', () => {
  const repeats = (n: number) => Array.from({ length: n }, (_, i) => real({ repeat: i + 1, seed: i + 1 }))
  // Three gate series: the smallest p of n runs a side is 2 / C(2n, n), and must not exceed 0.05 / 3.
  expect(notes(repeats(1))).toEqual([
    'With 1 valid repeat of an arm `compare` could detect no change against another result; --repeats 5 can.',
  ])
  expect(notes(repeats(4)).join()).toContain('With 4 valid repeats of an arm')
  expect(notes(repeats(5))).toEqual([])
})

test('a run that is not valid counts for no comparison, and an interrupted result has no such note', () => {
  const runs = Array.from({ length: 5 }, (_, i) => real({ repeat: i + 1, status: i === 0 ? 'invalid' : 'valid' }))
  expect(notes(runs).join()).toContain('With 4 valid repeats')
  expect(machineNotes(runData({ runs, environment, status: 'partial' }))).toEqual([])
})

test('the arm with the fewest repeats decides', () => {
  const runs = Array.from({ length: 12 }, (_, i) => real({ repeat: i + 1, seed: i + 1 }))
  expect(notes([...runs, real({ arm: 'queue' })]).join()).toContain('With 1 valid repeat')
})

test('a rerun that failed otherwise is not called late', () => {
  const warnings: Warning[] = [
    { severity: 'note', message: 'Odd.', advice: 'Look.' },
    { severity: 'invalid', message: 'The target was not at rest.', advice: 'Restart it.' },
  ]
  const place = { suite: 'burst', variant: 'default', arm: 'rpc', repeat: 1, seed: 7 }
  expect(notes([real()], [{ ...place, othersCores: 1, goodputRatio: 0, warnings }])[0]).toBe(
    'burst rpc: 1 rerun was invalid for another reason than lateness, so the late run was kept. Reason: The target was not at rest.',
  )
})

test('each arm with discarded runs has a sentence with their number and the worst reason', () => {
  const warning = (value: number): Warning => {
    const exceeded = { what: 'event-loop delay of the target', value, bound: 50, unit: 'ms' } as const
    return { severity: 'invalid', message: 'It was late.', advice: 'Wait.', exceeded }
  }
  const discarded = (arm: string, value: number): DiscardedRun => ({
    suite: 'burst',
    variant: 'default',
    arm,
    repeat: 1,
    seed: 7,
    othersCores: 1,
    goodputRatio: 0.25,
    warnings: [warning(value)],
  })
  expect(
    notes(
      [real()],
      [60, 75].map((ms) => discarded('rpc', ms)),
    )[0],
  ).toBe(
    'burst rpc: 2 runs discarded and repeated, because this machine was late (in time: 25.0 % discarded, 100.0 % kept). Worst: event-loop delay of the target, 99th percentile 75.0 ms, bound 50 ms (1.5 times).',
  )
})
