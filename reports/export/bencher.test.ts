import { expect, test } from 'vitest'
import { z } from 'zod'
import { series } from '../compare/side.testing.ts'
import { runData } from '../data/testing.ts'
import { bencherJson, measureSlug } from './bencher.ts'
import { figuresOf } from './figure.ts'

const NEVER = Number.POSITIVE_INFINITY

/**
 * The JSON schema of Bencher's reference (bencher.dev/docs/reference/bencher-metric-format), with the limits given
 * there: names of benchmarks have at most 1024 characters, slugs of measures at most 64.
 */
const BENCHER_METRIC_FORMAT = z.record(
  z.string().min(1).max(1024),
  z.record(
    z
      .string()
      .max(64)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    z.strictObject({ value: z.number(), lower_value: z.number().optional(), upper_value: z.number().optional() }),
  ),
)

test('each benchmark and measure has a value, and the finite ends of its interval', () => {
  const measured = [
    ...series([1000, 2000, 3000, 4000, 5000, 6000]),
    ...series([1000, 2000, 3000, 4000, 5000, NEVER], { metric: 'response_p99' }),
    ...series([20], { metric: 'throughput', unit: 'per_second', better: 'higher' }),
    ...series([0.5], { arm: 'rpc', variant: 'corrected', metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }),
  ]
  const text = bencherJson(figuresOf(runData({ measured }), false).figures)
  expect(BENCHER_METRIC_FORMAT.parse(JSON.parse(text))).toEqual({
    'burst/queue': {
      'response-p50-ms': { value: 3.5, lower_value: 1, upper_value: 6 },
      'response-p99-ms': { value: 3.5, lower_value: 1 },
      'throughput-per-second': { value: 20 },
    },
    'burst/corrected/rpc': { 'goodput-ratio': { value: 0.5 } },
  })
})

test('a slug is kebab-case, has phase and unit, and at most 64 characters', () => {
  expect(measureSlug({ metric: 'response_p99', phase: 'trigger', unit: 'ms' })).toBe('trigger-response-p99-ms')
  expect(measureSlug({ metric: 'retries', phase: 'all', unit: 'count' })).toBe('retries')
  expect(measureSlug({ metric: 'a'.repeat(70), phase: 'all', unit: 'ms' })).toHaveLength(64)
})
