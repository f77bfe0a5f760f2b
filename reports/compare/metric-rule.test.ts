import { expect, test } from 'vitest'
import { METRICS } from '../../bench/metrics/metric.ts'
import { ruleOf } from './metric-rule.ts'

const of = (metric: string, unit: (typeof METRICS)[number]['unit'], phase: 'all' | 'recovery' = 'all') =>
  ruleOf({ metric, unit, phase, better: 'lower' })

test.each([
  ['response_p50', 'us', 'ratio', 0.05, 200],
  ['response_p99', 'us', 'ratio', 0.1, 200],
  ['response_p999', 'us', 'ratio', 0.15, 200],
  ['dispatch_delay_max', 'us', 'ratio', 0.15, 200],
  ['queue_age_max', 'us', 'ratio', 0.15, 200],
  ['complete_p99', 'us', 'ratio', 0.1, 200],
  // The ratio of two latencies has no floor.
  ['response_p99', 'ratio', 'ratio', 0.1, 0],
  ['goodput', 'per_second', 'ratio', 0.05, 0],
  ['retries', 'count', 'difference', 0, 0.5],
  ['failed', 'count', 'difference', 0, 1],
  ['messages_lost', 'count', 'difference', 0, 1],
  ['goodput_ratio', 'ratio', 'difference', 0, 0.001],
  ['retry_amplification', 'ratio', 'difference', 0, 0.05],
  ['recovery_time', 'ms', 'difference', 0, 1000],
] as const)('%s [%s] is compared by %s, from %d and %d on', (metric, unit, effect, minimum, floor) => {
  expect(of(metric, unit)).toMatchObject({ effect, minimum, floor })
})

test('generator_cpu is no latency, and a cost beside a peer is a ratio', () => {
  expect(of('generator_cpu', 'us')).toMatchObject({ effect: 'ratio', minimum: 0.05, floor: 0 })
  expect(of('generator_cpu_vs_autocannon', 'ratio')).toMatchObject({ effect: 'ratio', minimum: 0.05, floor: 0 })
  const cpu = ruleOf({ metric: 'cpu_per_message', unit: 'ns', phase: 'all', better: 'lower' })
  expect(cpu).toMatchObject({ gates: true, effect: 'ratio', minimum: 0.05, floor: 0 })
  expect(of('cpu_vs_bare', 'ratio')).toMatchObject({ gates: false, effect: 'ratio', minimum: 0.05, floor: 0 })
})

test('whole runs gate, their phases do not, and nothing that has no better side', () => {
  const gating = METRICS.filter(({ name, unit, better }) => ruleOf({ metric: name, unit, better, phase: 'all' }).gates)
  expect(gating.map(({ name }) => name)).toEqual([
    'goodput_ratio',
    'retry_amplification',
    'failure_amplification',
    'recovery_time',
    'collapsed',
    'messages_lost',
    'response_p50',
    'response_p99',
    'response_p999',
  ])
  expect(of('response_p50', 'us', 'recovery').gates).toBe(false)
  expect(ruleOf({ metric: 'throughput', unit: 'per_second', phase: 'all', better: 'neither' }).gates).toBe(false)
})

test('every metric has a rule with finite sizes, and one of them is above 0', () => {
  const wrong = METRICS.filter(({ name, unit, better }) => {
    const { minimum, floor } = ruleOf({ metric: name, unit, better, phase: 'all' })
    return !(minimum >= 0 && minimum < 1 && floor >= 0 && Number.isFinite(floor) && minimum + floor > 0)
  })
  expect(wrong).toEqual([])
})
