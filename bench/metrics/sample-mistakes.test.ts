import { expect, test } from 'vitest'
import { figure, type Sample } from './sample.ts'
import { sampleMistakes } from './sample-mistakes.ts'

const PLACE = { suite: 'burst', arm: 'rpc', variant: 'default', kind: 'exact', better: 'lower' } as const
const count = (metric: string, value: number, fields: Partial<Sample> = {}) =>
  figure({ ...PLACE, metric, unit: 'count', value, ...fields })
const latency = (metric: string, value: number, fields: Partial<Sample> = {}) =>
  figure({ ...PLACE, metric, unit: 'us', value, ...fields })

const LEDGER = [
  count('requests', 10, { better: 'neither' }),
  count('ok', 4, { better: 'higher' }),
  ...['failed', 'timeout', 'rejected', 'dead_lettered', 'dropped', 'unfinished'].map((name) => count(name, 1)),
]

test.each<[about: string, samples: readonly Sample[], mistakes: readonly string[]]>([
  ['a ledger that adds up', LEDGER, []],
  [
    'a request too many',
    LEDGER.with(0, count('requests', 11, { better: 'neither' })),
    ['0: requests must be the sum of the outcomes, 10, got 11'],
  ],
  [
    'a request too many in an invalid run',
    LEDGER.with(0, count('requests', 11, { better: 'neither', status: 'invalid' })),
    [],
  ],
  ['a ledger of which not all is known', LEDGER.slice(0, 3), []],
  ['more late than ok', [...LEDGER, count('late', 5)], ['8: late must be at most ok, 4, got 5']],
  ['as many late as ok', [...LEDGER, count('late', 4)], []],
  ['a count below 0', [count('retries', -1)], ['0: retries must be at least 0, got -1']],
  ['memory below 0', [figure({ ...PLACE, metric: 'heap', unit: 'bytes', value: -1 })], []],
  [
    'half a collapse',
    [figure({ ...PLACE, metric: 'collapsed', unit: 'ratio', value: 0.5 })],
    ['0: collapsed must be 0 or 1, got 0.5'],
  ],
  [
    'a latency that is better higher',
    [latency('response_p50', 1, { better: 'higher' })],
    ['0: response_p50 must be in us, better lower, got us, higher'],
  ],
  [
    'a repeat twice',
    [latency('response_p50', 1), latency('response_p50', 1)],
    ['1: must hold each repeat once, got repeat 1 of response_p50 of burst default rpc again'],
  ],
  ['two repeats', [latency('response_p50', 1), latency('response_p50', 1, { repeat: 2, seed: 1 })], []],
  [
    'two seeds in a repeat',
    [latency('response_p50', 1), latency('response_p99', 1, { seed: 1 })],
    ['1: a repeat must have one seed'],
  ],
  [
    'a figure between two runs, which is of no seed',
    [latency('response_p50', 1, { seed: 7 }), latency('dispatch_delay_p50_vs_timer', 1, { unit: 'ratio', seed: 0 })],
    [],
  ],
  [
    'another kind',
    [latency('response_p50', 1), latency('response_p50', 1, { repeat: 2, kind: 'noisy' })],
    ['1: response_p50 of burst default rpc must have the same unit, better and kind in every repeat'],
  ],
  [
    'percentiles that fall',
    [latency('service_p50', 3), latency('service_p99', 2)],
    ['1: service_p99 must be at least service_p50, 3, got 2'],
  ],
  [
    'percentiles that are never',
    [latency('response_adj_p50', 3), latency('response_adj_p99', Number.POSITIVE_INFINITY)],
    [],
  ],
])('%s', (_, samples, mistakes) => {
  expect(sampleMistakes(samples).map(({ index, message }) => `${index}: ${message}`)).toEqual(mistakes)
})
