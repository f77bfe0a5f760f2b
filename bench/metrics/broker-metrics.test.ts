import { expect, test } from 'vitest'
import type { Testimony } from '../core/broker-info.ts'
import { BROKER_METRICS } from './broker-metrics.ts'
import { samplesOf } from './sample.ts'
import { brokerRecord, phaseResult, runResult } from './testing.ts'

const SEEN: Testimony = {
  published: 100,
  confirmed: 90,
  refused: 1,
  unknown: 2,
  unsent: 3,
  delivered: 80,
  deliveredAgain: 4,
  unfinished: 6,
  lost: 5,
}
const NAMES = BROKER_METRICS.map(({ name }) => name)
/** Its samples of these metrics, `phase metric value`. */
const shown = (seen: Testimony | undefined, phases = [phaseResult()]) =>
  samplesOf(runResult({ style: 'queue', phases, ...(seen && { broker: brokerRecord({ seen }) }) }))
    .filter(({ metric }) => NAMES.includes(metric))
    .map(({ phase, metric, value }) => `${phase} ${metric} ${value}`)

test('counts of messages are of whole runs, each under its own name', () => {
  const phases = (['warmup', 'baseline', 'recovery'] as const).map((phase) => phaseResult({ phase }))
  expect(shown(SEEN, phases)).toEqual([
    'all messages_lost 5',
    'all messages_unknown 2',
    'all messages_unsent 3',
    'all redeliveries_unasked 4',
  ])
})

test('0 is a count; losses of a broker that could not be asked have no sample', () => {
  expect(shown({ ...SEEN, lost: 0 })[0]).toBe('all messages_lost 0')
  expect(shown({ ...SEEN, lost: null })).toEqual([
    'all messages_unknown 2',
    'all messages_unsent 3',
    'all redeliveries_unasked 4',
  ])
})

test('a run that names no broker has none of them', () => {
  expect(shown(undefined)).toEqual([])
})
