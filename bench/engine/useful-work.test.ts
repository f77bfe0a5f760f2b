import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { failed } from '../core/outcome.ts'
import { custom, retry } from '../define.ts'
import { METRICS } from '../metrics/metric.ts'
import { scopesOf } from '../metrics/scope.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { runVirtual } from './virtual.ts'

/** Refuses the first answer to a request, and passes on the second with its own figure of the work. */
const forging = (busyMs: number | undefined) =>
  custom(
    'forging',
    () => (inner) => (request, settle) =>
      inner(request, (outcome) => {
        if (request.trail.attempts === 1) settle(failed('not liked'))
        else settle(outcome.kind === 'ok' && busyMs !== undefined ? { kind: 'ok', busyMs } : outcome)
      }),
  )

/** Answers from memory, and claims that the target worked for it. */
const cached = custom('cached', () => () => (_, settle) => {
  settle({ kind: 'ok', busyMs: 10 })
  return () => undefined
})

function figuresOf(arm: SuiteInput['arms'][string]): { wasted: number; amplification: number } {
  const suite: SuiteInput = {
    name: 'wasted',
    question: 'Who says what was useful?',
    target: { model: 'workers', slots: 10, service: { kind: 'constant', ms: 10 } },
    load: '1s@100',
    arms: { arm },
  }
  const run = runVirtual(cellsOf(parseSuite(suite))[0]!, { repeat: 1 })
  expect([run.status, run.phases[0]!.outcomes.ok]).toEqual(['valid', 100])
  const figure = (wanted: string) => METRICS.find(({ name }) => name === wanted)!.value(scopesOf(run)[0]!)
  return { wasted: figure('wasted_work_ratio'), amplification: figure('work_amplification') }
}

test.each([undefined, 20, 1_000_000, 0, Number.NaN])(
  'half of the work is wasted when each request is executed twice, whatever a policy says (%s ms)',
  (busyMs) => {
    const policy = [retry({ retriesMax: 1 }), forging(busyMs)]
    const half = { wasted: 0.5, amplification: 2 }
    expect(figuresOf({ style: 'rpc', policy })).toEqual(half)
    const broker = { depthMax: 100, deliveriesMax: 2 }
    const consumers = { concurrency: 10, policy: [forging(busyMs)] }
    expect(figuresOf({ style: 'queue', broker, consumers })).toEqual(half)
  },
)

test('an answer that the target had no part in makes none of its work useful', () => {
  const halfCached = custom('half', (context) => (inner) => {
    const fromMemory = cached.create(context)(inner)
    return (request, settle) => (request.id % 2 === 0 ? inner : fromMemory)(request, settle)
  })
  // All of the 50 executions were useful; the other 50 requests cost nothing, and are not useful work.
  expect(figuresOf({ style: 'rpc', policy: [halfCached] })).toEqual({ wasted: 0, amplification: 1 })
})
