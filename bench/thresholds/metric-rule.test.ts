import { expect, test } from 'vitest'
import { JUDGED_METRICS } from './judged-metric.ts'
import { metricRule } from './metric-rule.ts'

const others = (shown: number) => `or ${JUDGED_METRICS.length - shown} others that docs/metrics.md defines`

test('a figure of a latency: the condition says which', () => {
  const rule = (name: string) => `its metric must be ${name}, of which the condition says p(99), avg or max`
  expect(metricRule('response_p99')).toBe(rule('response'))
  expect(metricRule('dispatch_delay_max')).toBe(rule('dispatch_delay'))
  expect(metricRule('response_adj_p50')).toBe(rule('response_adj'))
})

test('metrics that share a word with it', () => {
  expect(metricRule('goodput_share')).toBe(
    `its metric must be one of goodput_ratio, goodput, goodput_deficit, goodput_ratio_spared ${others(4)}`,
  )
})

test('nothing like it: those that are used most', () => {
  expect(metricRule('latency')).toBe(
    `its metric must be one of response, response_adj, goodput_ratio, retry_amplification, recovery_time, verdict ${others(6)}`,
  )
  const names = JUDGED_METRICS.map(({ name }) => name)
  for (const name of ['response', 'goodput_ratio', 'retry_amplification', 'recovery_time'])
    expect(names).toContain(name)
})
