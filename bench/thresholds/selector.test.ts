import { expect, test } from 'vitest'
import { METRICS } from '../metrics/metric.ts'
import { JUDGED_METRICS } from './judged-metric.ts'
import { metricRule, readSelector } from './selector.ts'

test.each<[string, object]>([
  ['response', { metric: { kind: 'latency', unit: 'us' }, phase: 'all', arm: undefined, variant: undefined }],
  ['response_adj{phase:recovery}', { metric: { name: 'response_adj' }, phase: 'recovery' }],
  [' queue_age_max { arm : queue , variant: storm, } ', { metric: { unit: 'us' }, arm: 'queue', variant: 'storm' }],
  ['goodput_ratio{"arm":\'rpc\',phase:all}', { metric: { unit: 'ratio' }, phase: 'all', arm: 'rpc' }],
])('a metric with its tags: %s', (text, expected) => {
  expect(readSelector(text)).toMatchObject({ mistakes: [], selector: { ...expected, text: text.trim() } })
})

test.each<[string, string[]]>([
  ['latency', [`${metricRule('latency')}, got "latency"`]],
  ['response_p99', [`${metricRule('response_p99')}, got "response_p99"`]],
  ['response{shard:1}', ['its tag must be one of phase, arm, variant, got "shard"']],
  ['response{}', ['its tags must not be empty, got "{}"']],
  ['response{arm}', ['its tag arm must have a value, got "arm"']],
  ['response{arm:a,arm:b}', ['its tag arm must be given once, got "b" too']],
  ['response{phase:burst}', ['its phase must be one of all, warmup, baseline, trigger, recovery, got "burst"']],
  ['verdict{phase:recovery}', ['its phase must be all for verdict, got "recovery"']],
  [
    'response{arm:a',
    ['its name must be a metric with its tags, such as response{phase:recovery, arm:queue}, got "response{arm:a"'],
  ],
  [
    'x{phase:y,z:1}',
    [
      `${metricRule('x')}, got "x"`,
      'its tag must be one of phase, arm, variant, got "z"',
      'its phase must be one of all, warmup, baseline, trigger, recovery, got "y"',
    ],
  ],
])('each mistake is reported with the known names: %s', (text, mistakes) => {
  expect(readSelector(text)).toMatchObject({ mistakes, selector: undefined })
})

test('the five latencies, every metric that is no figure of one of them, and the verdict', () => {
  const latencies = ['response', 'accepted', 'service', 'dispatch_delay', 'response_adj']
  expect(JUDGED_METRICS.slice(0, 5).map(({ name }) => name)).toEqual(latencies)
  const figures = METRICS.filter(({ name }) =>
    /_(p50|p95|p99|p999|mean)$|(response|accepted|service|delay)_max$/.test(name),
  )
  expect(JUDGED_METRICS.length).toBe(5 + 1 + METRICS.length - figures.length)
})

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

test('without a similar name: the metrics that are used most', () => {
  expect(metricRule('latency')).toBe(
    `its metric must be one of response, response_adj, goodput_ratio, retry_amplification, recovery_time, verdict ${others(6)}`,
  )
  const names = JUDGED_METRICS.map(({ name }) => name)
  for (const name of ['response', 'goodput_ratio', 'retry_amplification', 'recovery_time'])
    expect(names).toContain(name)
})

test('a misspelt metric or tag is answered with the likely meaning', () => {
  const endOf = (text: string) => readSelector(text).mistakes.map((mistake) => mistake.split('; ')[1])
  expect(endOf('respones')).toEqual(['did you mean response?'])
  expect(endOf('goodput_ration')).toEqual(['did you mean goodput_ratio?'])
  expect(endOf('response{phse:recovery}')).toEqual(['did you mean phase?'])
  expect(endOf('nonsense_of_mine')).toEqual([undefined])
})
