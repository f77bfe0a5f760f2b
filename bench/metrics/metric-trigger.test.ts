import { expect, test } from 'vitest'
import type { Phase } from '../core/phase.ts'
import { METRICS } from './metric.ts'
import type { RunResult } from './result.ts'
import { samplesOf } from './sample.ts'
import { scopesOf } from './scope.ts'
import { phaseResult, runResult, targetCounters, verdict, windowRow } from './testing.ts'
import type { Verdict, VerdictKind } from './verdict.ts'

/** One metric of a run. */
function value(name: string, run: Partial<RunResult>, phase: Phase | 'all' = 'all'): number {
  const scope = scopesOf(runResult(run)).find((scope) => scope.phase === phase)!
  return METRICS.find((metric) => metric.name === name)!.value(scope)
}
/** Seconds with 20 planned requests each, and the number of them that succeed in time. */
const seconds = (goods: readonly number[]) => goods.map((goodPlanned) => windowRow({ offered: 20, goodPlanned }))
/** A run with its trigger in the second of these seconds. */
const triggered = (goods: readonly number[], fields: Partial<RunResult> = {}): Partial<RunResult> => ({
  timeline: seconds(goods),
  triggerStartMs: 1000,
  triggerEndMs: 2000,
  loadEndMs: goods.length * 1000,
  ...fields,
})
const OF_A_TRIGGER = [
  'recovery_time',
  'degraded_time',
  'goodput_deficit',
  'drain_time',
  'collapsed',
  'return_time',
  'load_to_decide',
]

test('recovery time is of the whole run, and not known without a trigger', () => {
  const goods = [20, 5, 0, 18, 20, 20, 20, 20]
  const phases = [phaseResult(), phaseResult({ phase: 'recovery' })]
  const run = triggered(goods, { phases })
  expect(value('recovery_time', run)).toBe(1000)
  expect(value('recovery_time', { ...run, triggerEndMs: null })).toBe(Number.NaN)
  expect(value('recovery_time', { ...run, loadEndMs: 6999 })).toBe(Number.NaN)
  expect(value('recovery_time', triggered(goods.with(7, 17)))).toBe(Number.POSITIVE_INFINITY)
  expect(value('recovery_time', run, 'recovery')).toBe(Number.NaN)
  expect(value('recovery_time', { ...run, status: 'partial', durationMs: 6999 })).toBe(Number.NaN)
})

test('recovery looks at what was planned in a second, not at what was completed in it', () => {
  const timeline = seconds([20, 0, 20, 20, 20, 20, 20]).map((row) => ({ ...row, good: 0 }))
  expect(value('recovery_time', triggered([], { timeline, loadEndMs: 7000 }))).toBe(0)
})

test('each figure of a trigger: what it costs, for how long, and whether it ends', () => {
  const timeline = seconds([20, 0, 5, 20, 20, 20, 20, 20]).map((row, i) => ({ ...row, inFlight: [1, 8, 5, 1][i] ?? 0 }))
  const run = triggered([], { timeline, loadEndMs: 8000, verdict: verdict('recovered', { backAfterMs: 0 }) })
  expect(OF_A_TRIGGER.map((name) => value(name, run))).toEqual([1000, 2000, 35, 2000, 0, 0, 0])
})

test('collapsed is 1 for what is metastable or oscillates, 0 for what is not, and unknown where it is undecided', () => {
  const of = (kind: VerdictKind, fields: Partial<RunResult> = {}) =>
    value('collapsed', triggered([20, 0, 20], { verdict: verdict(kind), ...fields }))
  expect([of('metastable'), of('oscillating')]).toEqual([1, 1])
  expect([of('absorbed'), of('recovered'), of('slow')]).toEqual([0, 0, 0])
  expect([of('undecided'), of('metastable', { status: 'partial' })]).toEqual([Number.NaN, Number.NaN])
})

test('return time and the load that would decide are those of the verdict', () => {
  const of = (one: Verdict) =>
    ['return_time', 'load_to_decide'].map((name) => value(name, triggered([20, 0, 20], { verdict: one })))
  expect(of(verdict('slow', { backAfterMs: 42_000 }))).toEqual([42_000, 0])
  expect(of(verdict('metastable'))).toEqual([Number.POSITIVE_INFINITY, 0])
  expect(of(verdict('undecided', { neededS: 12 }))).toEqual([Number.NaN, 12_000])
  expect(of(verdict('undecided'))).toEqual([Number.NaN, Number.POSITIVE_INFINITY])
})

test('without a trigger no figure of one has a sample', () => {
  const found = samplesOf(runResult()).filter(({ metric }) => OF_A_TRIGGER.includes(metric))
  expect(found).toEqual([])
})

test('of a run broken off the seconds that never came are not missed', () => {
  const run = triggered([20, 0, 20, 20], { loadEndMs: 60_000, status: 'partial', durationMs: 3999 })
  expect(OF_A_TRIGGER.slice(1, 3).map((name) => value(name, run))).toEqual([1000, 20])
})

test('shards without a fault: what succeeded in time / what was planned there, unknown without such shards', () => {
  const of = (spared: RunResult['spared']) => value('goodput_ratio_spared', { spared })
  expect(of({ requests: 8, good: 6 })).toBe(0.75)
  expect([of(null), of({ requests: 0, good: 0 })]).toEqual([Number.NaN, Number.NaN])
})

test('leaf amplification is attempts at the last tier / requests, for a chain alone', () => {
  const of = (attempts: number, leafAttempts: number | null) =>
    value('leaf_amplification', { target: targetCounters({ attempts, leafAttempts }) })
  expect(of(20, 640)).toBe(64)
  expect(of(20, 10)).toBe(1)
  expect(of(20, null)).toBe(Number.NaN)
  expect(value('leaf_amplification', { target: null })).toBe(Number.NaN)
})

test('leaf amplification takes the warm-up in, because the target counts it too', () => {
  const phases = [phaseResult({ phase: 'warmup', outcomes: { ok: 30 } }), phaseResult({ outcomes: { ok: 10 } })]
  const run = { phases, target: targetCounters({ attempts: 40, leafAttempts: 80 }) }
  expect(value('leaf_amplification', run)).toBe(2)
  expect(value('leaf_amplification', run, 'baseline')).toBe(Number.NaN)
})
