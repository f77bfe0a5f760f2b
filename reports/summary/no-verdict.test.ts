import { expect, test } from 'vitest'
import type { Phase } from '../../bench/core/phase.ts'
import { phaseResult, runResult, triggeredRun } from '../../bench/metrics/testing.ts'
import { summariseArms } from './arm-summary.ts'
import { noVerdict, noVerdictText } from './no-verdict.ts'

const run = (variant: string, ...phases: Phase[]) =>
  runResult({ variant, phases: phases.map((phase) => phaseResult({ phase })) })
const textsOf = (config: unknown, ...runs: Parameters<typeof summariseArms>[0]) =>
  noVerdict(summariseArms(runs), config).map(noVerdictText)
const steps = (...rates: readonly unknown[]) => ({ stages: rates.map((ratePerSecond) => ({ ratePerSecond })) })

const NO_TRIGGER = 'No verdict: the load has no trigger (no fault, and no stage above the rate of the first).'

test('a load that ends in its trigger has no verdict, which is said, by variant where others have one', () => {
  const [ends, judged] = [run('a', 'baseline', 'trigger'), triggeredRun('gbggggg', { variant: 'b' })]
  expect(textsOf({}, ends)).toEqual(['No verdict: the load ends in its trigger.'])
  expect(textsOf({}, ends, judged)).toEqual(['No verdict in a: the load ends in its trigger.'])
  expect(textsOf({}, judged)).toEqual([])
})

test('a load without a trigger says so only where it has several rates and no labels', () => {
  const plain = run('a', 'baseline')
  expect(textsOf({ load: steps(100, 50) }, plain)).toEqual([NO_TRIGGER])
  expect(textsOf({ load: steps({ from: 1, to: 9 }) }, plain)).toEqual([NO_TRIGGER])
  expect(textsOf({ load: steps(50), variants: { a: { load: steps(100, 50) } } }, plain)).toEqual([NO_TRIGGER])
  const labelled = { stages: [{ ratePerSecond: 9, phase: 'warmup' }, { ratePerSecond: 50 }] }
  const quiet = [undefined, {}, { load: steps(50) }, { load: steps(50, 50) }, { load: labelled }]
  for (const config of [...quiet, { load: steps(100, 50), faults: [{}] }]) expect(textsOf(config, plain)).toEqual([])
})
