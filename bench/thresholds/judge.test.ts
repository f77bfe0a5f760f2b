import { expect, test } from 'vitest'
import type { RunResult } from '../metrics/result.ts'
import { samplesOf } from '../metrics/sample.ts'
import { brokerRecord, histogram, phaseResult, runResult } from '../metrics/testing.ts'
import { type Evidence, type JudgedArm, judgeThresholds, needsReference } from './judge.ts'
import { type Reference, referenceOfRuns, referenceOfSamples } from './reference.ts'

const ARM: JudgedArm = { suite: 'burst', variant: '-', arm: 'rpc', repeats: 1 }

/** A run of 1000 answers, each after `ms`. */
function runAt(ms: number, fields: Partial<RunResult> = {}): RunResult {
  const latencies = { response: histogram([ms], 1000) }
  return runResult({ phases: [phaseResult({ outcomes: { ok: 1000 }, latencies })], ...fields })
}

const facts = { plans: { 'burst/-': 'p' }, environmentClass: 'linux' }
const evidence = (runs: readonly RunResult[], reference: Reference | string = 'no baseline in here'): Evidence => ({
  runs,
  reference,
  plans: facts.plans,
  environmentClass: 'linux',
  asWritten: (value) => Number(value.toFixed(3)),
})

/** Outcome, measured figure, limit and reason of one condition on `response`. */
function judged(expression: string, runs: readonly RunResult[], reference?: Reference | string, name = 'response') {
  const arm = { ...ARM, repeats: runs.length }
  const [result] = judgeThresholds({ [name]: [expression] }, [arm], evidence(runs, reference))
  const { verdict, measured, limit, reason } = result!
  return [verdict, measured, limit, reason]
}

test('a result names suite, variant, arm, threshold and unit', () => {
  const runs = [runAt(5)]
  expect(judgeThresholds({ 'response{arm:rpc}': ['max<5', ' max<=5'] }, [ARM], evidence(runs))).toEqual([
    {
      suite: 'burst',
      variant: '-',
      arm: 'rpc',
      threshold: 'response{arm:rpc}',
      expression: 'max<5',
      unit: 'ms',
      measured: 5,
      limit: 5,
      verdict: 'failed',
      reason: '',
    },
    {
      suite: 'burst',
      variant: '-',
      arm: 'rpc',
      threshold: 'response{arm:rpc}',
      expression: 'max<=5',
      unit: 'ms',
      measured: 5,
      limit: 5,
      verdict: 'ok',
      reason: '',
    },
  ])
})

test('the figure is the median of the repeats', () => {
  expect(judged('max<=5', [runAt(9), runAt(1), runAt(5)])).toEqual(['ok', 5, 5, ''])
  expect(judged('max<=5', [runAt(9), runAt(1)])).toEqual(['ok', 5, 5, ''])
  expect(judged('max<5.0005', [runAt(5), runAt(5.001)])).toEqual(['failed', 5.0005, 5.0005, ''])
})

test('a scalar in us is judged in ms, one in another unit as it is', () => {
  const queue = runAt(5, { style: 'queue', queueAgeMaxMs: 70 })
  expect(judged('value<70', [queue], undefined, 'queue_age_max')).toEqual(['failed', 70, 70, ''])
  expect(judged('count==1000', [queue], undefined, 'ok')).toEqual(['ok', 1000, 1000, ''])
})

/** A run whose broker lost this number of messages; null when it could not be asked. */
function losing(lost: number | null, repeat = 1) {
  const broker = brokerRecord()
  return runAt(5, { repeat, style: 'queue', broker: { ...broker, seen: { ...broker.seen, lost } } })
}

test('of lost messages the worst repeat is judged: one bad run is not hidden by two good ones', () => {
  const of = (expression: string, ...lost: (number | null)[]) =>
    judged(
      expression,
      lost.map((count, i) => losing(count, i + 1)),
      undefined,
      'messages_lost',
    )
  expect(of('value==0', 0, 0, 0)).toEqual(['ok', 0, 0, ''])
  expect(of('value==0', 0, 1, 0)).toEqual(['failed', 1, 0, ''])
  expect(of('count<=484', 0, 484, 0)).toEqual(['ok', 484, 484, ''])
  const unknown = 'does not apply, or is not known, in repeat 2'
  expect(of('value==0', 0, null, 0)).toEqual(['insufficient', null, 0, unknown])
  const reference = referenceOfRuns([losing(0), losing(3, 2)], facts)
  expect(judged('value<=baseline', [losing(3)], reference, 'messages_lost')).toEqual(['ok', 3, 3, ''])
})

test('too few samples in one repeat are insufficient, even where the others would pass', () => {
  const few = runResult({ repeat: 2, phases: [phaseResult({ latencies: { response: histogram([1], 999) } })] })
  const reason = 'fewer than ten samples lie beyond p(99) in repeat 2'
  expect(judged('p(99)<250', [runAt(5), few, runAt(5)])).toEqual(['insufficient', null, 250, reason])
  expect(judged('max<250', [runAt(5), few, runAt(5)])).toEqual(['ok', 5, 250, ''])
})

test.each([
  ['accepted', 'max<1', 'nothing to measure in repeat 1'],
  ['queue_age_max', 'value<1', 'does not apply, or is not known, in repeat 1'],
  ['response{phase:recovery}', 'max<1', 'no phase recovery in this load'],
])('a figure that a run does not have is insufficient, with its reason: %s', (name, expression, reason) => {
  expect(judged(expression, [runAt(5)], undefined, name)).toEqual(['insufficient', null, 1, reason])
})

test('a figure of whole runs is not known of a phase', () => {
  const phases = (['baseline', 'recovery'] as const).map((phase) => phaseResult({ phase }))
  const run = runResult({ phases, inFlightMax: 3 })
  expect(judged('value<4', [run], undefined, 'in_flight_max')).toEqual(['ok', 3, 4, ''])
  expect(judged('value<4', [run], undefined, 'in_flight_max{phase:recovery}')).toEqual([
    ...['insufficient', null, 4, 'is known of whole runs only'],
  ])
})

test('never is a figure, and fails a limit', () => {
  const down = runResult({ phases: [phaseResult({ outcomes: { timeout: 1000 } })] })
  expect(judged('p(99)<250', [down], undefined, 'response_adj')).toEqual(['failed', 'never', 250, ''])
  expect(judged('p(99)>250', [down], undefined, 'response_adj')).toEqual(['ok', 'never', 250, ''])
})

test.each(['invalid', 'partial'] as const)('a run that is %s makes it invalid, whatever it measured', (status) => {
  expect(judged('max<250', [runAt(5), runAt(5, { repeat: 2, status })])).toEqual([
    ...['invalid', null, 250, `repeat 2 is ${status}`],
  ])
})

test('repeats that were not run make it invalid', () => {
  const results = judgeThresholds({ response: ['max<9'] }, [{ ...ARM, repeats: 3 }], evidence([runAt(5)]))
  expect(results).toMatchObject([{ verdict: 'invalid', reason: 'only 1 of 3 repeats were run' }])
})

test('a threshold is judged for each arm that it selects, arm by arm, and for no other', () => {
  const arms = ['a', 'b'].flatMap((variant) => ['rpc', 'queue'].map((arm) => ({ ...ARM, variant, arm })))
  const runs = arms.map((arm) => runAt(5, arm))
  const texts = { response: ['max<9'], 'response{arm:queue}': ['max<8'], 'response{arm:rpc,variant:b}': ['max<7'] }
  const names = (chosen: readonly JudgedArm[]) =>
    judgeThresholds(texts, chosen, evidence(runs)).map(
      ({ variant, arm, expression }) => `${variant} ${arm} ${expression}`,
    )
  expect(names(arms)).toEqual([
    ...[
      'a rpc max<9',
      'a queue max<9',
      'a queue max<8',
      'b rpc max<9',
      'b rpc max<7',
      'b queue max<9',
      'b queue max<8',
    ],
  ])
  expect(names(arms.slice(0, 1))).toEqual(['a rpc max<9'])
})

test('a baseline times a factor is a limit: 11 ms are 10 ms * 1.1, 11.001 ms are more', () => {
  const reference = referenceOfRuns([runAt(10)], facts)
  expect(judged('max<=baseline*1.1', [runAt(11)], reference)).toEqual(['ok', 11, 11, ''])
  expect(judged('max<=1.1 * baseline', [runAt(11.001)], reference)).toEqual(['failed', 11.001, 11, ''])
  expect(judged('max<=baseline', [runAt(10)], reference)).toEqual(['ok', 10, 10, ''])
  expect(judged('max<baseline', [runAt(10)], reference)).toEqual(['failed', 10, 10, ''])
})

test('a figure at the limit is at the limit, despite the binary rounding of 1.2 x 1.5 and of the mean of 1.1 and 1.3', () => {
  expect(1.5 * 1.2).toBeLessThan(1.8)
  const reference = referenceOfRuns([runAt(1.5)], facts)
  expect(judged('max<=baseline*1.2', [runAt(1.8)], reference)).toEqual(['ok', 1.8, 1.8, ''])
  expect(judged('max<baseline*1.2', [runAt(1.8)], reference)).toEqual(['failed', 1.8, 1.8, ''])
  expect((1.1 + 1.3) / 2).toBeGreaterThan(1.2)
  const tried = (retry: number) =>
    runResult({ phases: [phaseResult({ outcomes: { ok: 10 }, attempts: { first: 10, retry } })] })
  expect(judged('value<=1.2', [tried(1), tried(3)], undefined, 'retry_amplification')).toEqual(['ok', 1.2, 1.2, ''])
})

test('figures are compared with the digits of the baseline: the same run is equal to its samples', () => {
  const run = runResult({ phases: [phaseResult({ outcomes: { ok: 2, failed: 1 } })] })
  const samples = samplesOf(run).map((sample) => ({ ...sample, value: Number(sample.value.toFixed(3)) }))
  const reference = referenceOfSamples(samples, facts)
  expect(judged('value==baseline', [run], reference, 'goodput_ratio')).toEqual(['ok', 0.667, 0.667, ''])
  expect(judged('value>0.667', [run], reference, 'goodput_ratio')).toEqual(['failed', 0.666666666667, 0.667, ''])
})

test('without a baseline figure it is insufficient, and the measured figure is reported', () => {
  const other = (fields: Partial<RunResult>) => referenceOfRuns([runAt(10, fields)], facts)
  const noisy = (environmentClass: string) =>
    referenceOfRuns([runAt(10, { clock: 'real' })], { ...facts, environmentClass })
  const reason = (reference: Reference | string, run = runAt(5)) => judged('p(99)<=baseline', [run], reference)
  const because = (text: string) => ['insufficient', 5, null, text]
  expect(reason('no baseline in here')).toEqual(because('no baseline in here'))
  expect(reason(other({ arm: 'queue' }))).toEqual(because('the baseline has no such arm'))
  expect(reason(other({ status: 'invalid' }))).toEqual(because('a run of the baseline is invalid'))
  expect(reason(other({ phases: [phaseResult()] }))).toEqual(because('the baseline does not know it in each repeat'))
  expect(reason(noisy('linux'))).toEqual(because('the baseline is in real time, this run is not'))
  expect(reason(noisy('arm'), runAt(5, { clock: 'real' }))).toEqual(
    because('the baseline is from a machine of class arm'),
  )
  expect(reason(noisy('linux'), runAt(5, { clock: 'real' }))).toEqual(['ok', 5, 10, ''])
  const plans = { 'burst/-': 'q' }
  expect(reason(referenceOfRuns([runAt(10)], { ...facts, plans }))).toEqual(
    because('the baseline has another load, target, faults or deadline'),
  )
})

test('a baseline is needed only if a condition on an arm that runs names it', () => {
  const texts = { 'response{arm:queue}': ['max<9', 'p(99)<=baseline'], response: ['max<9'] }
  expect(needsReference(texts, [{ ...ARM, arm: 'queue' }])).toBe(true)
  expect(needsReference(texts, [ARM])).toBe(false)
})
