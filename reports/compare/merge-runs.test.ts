import { expect, test } from 'vitest'
import { figure } from '../../bench/metrics/sample.ts'
import { runResult } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { mergeRuns } from './merge-runs.ts'

const rpc = (seed: number) => runResult({ arm: 'rpc', seed })
const queue = (seed: number) => runResult({ arm: 'queue', seed })

test('each result is a repeat of every arm; arms stay together, in the order of the first', () => {
  const merged = mergeRuns(
    [runData({ runs: [rpc(7), queue(7)] }), runData({ runs: [queue(8), rpc(8)] }), runData({ runs: [rpc(9)] })],
    'turns',
  )
  expect(merged.runs.map(({ arm, seed, repeat }) => [arm, seed, repeat])).toEqual([
    ['rpc', 7, 1],
    ['rpc', 8, 2],
    ['rpc', 9, 3],
    ['queue', 7, 1],
    ['queue', 8, 2],
  ])
  expect(merged.interleaved).toBe('turns')
})

test('environment, plans and suites are those of the first', () => {
  const first = runData({ plans: { burst: 'p' }, runs: [rpc(7)] })
  const second = runData({ plans: { burst: 'q' }, runs: [rpc(8)] })
  const { environment, plans, suites } = mergeRuns([first, second], null)
  expect({ environment, plans, suites }).toEqual({
    environment: first.environment,
    plans: { burst: 'p' },
    suites: [],
  })
})

test('one partial result makes the whole partial', () => {
  const complete = runData({ runs: [rpc(7)] })
  expect(mergeRuns([complete, complete], null).status).toBe('complete')
  expect(mergeRuns([complete, runData({ status: 'partial', runs: [rpc(8)] })], null).status).toBe('partial')
})

test('where a process measured a figure several times, the median is one repeat, and the worst status counts', () => {
  const fields = { suite: 'micro', arm: 'clock', variant: 'default', metric: 'time_per_operation', unit: 'ns' } as const
  const measured = (values: readonly number[], status: 'valid' | 'invalid' = 'valid') =>
    runData({
      measured: values.map((value, i) =>
        figure({ ...fields, better: 'lower', value, repeat: i + 1, status: i === 1 ? status : 'valid' }),
      ),
    })
  const merged = mergeRuns([measured([10, 30, 20]), measured([40, 60], 'invalid')], 'turns')
  expect(merged.measured.map(({ repeat, seed, value, status }) => [repeat, seed, value, status])).toEqual([
    [1, 0, 20, 'valid'],
    [2, 0, 50, 'invalid'],
  ])
})

test('thresholds were judged over one result alone and are left out', () => {
  const judged = { ...runData({ runs: [rpc(7)] }), thresholds: [{}] } as unknown as ReturnType<typeof runData>
  expect(mergeRuns([judged, judged], null).thresholds).toEqual([])
})
