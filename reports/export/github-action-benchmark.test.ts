import { expect, test } from 'vitest'
import { z } from 'zod'
import { series } from '../compare/side.testing.ts'
import { runData } from '../data/testing.ts'
import { figuresOf } from './figure.ts'
import { githubFiles } from './github-action-benchmark.ts'

const NEVER = Number.POSITIVE_INFINITY

/**
 * The type to which the action casts the file. Source: benchmark-action/github-action-benchmark, src/extract.ts,
 * `BenchmarkResult`.
 */
const BENCHMARKS = z.array(
  z.strictObject({
    name: z.string().min(1),
    value: z.number(),
    unit: z.string(),
    range: z.string().optional(),
    extra: z.string().optional(),
  }),
)

const parsed = (measured: ReturnType<typeof series>, all = false) => {
  const files = githubFiles(figuresOf(runData({ measured }), all).figures)
  return Object.fromEntries([...files].map(([name, text]) => [name, BENCHMARKS.parse(JSON.parse(text))]))
}

test('figures go to one file where smaller is better, to another where bigger is; where neither is, to none', () => {
  const files = parsed(
    [
      ...series([1000, 2000, 3000]),
      ...series([0.5], { metric: 'goodput_ratio', unit: 'ratio', better: 'higher', kind: 'exact' }),
      ...series([7], { metric: 'requests', unit: 'count', better: 'neither' }),
    ],
    true,
  )
  expect(files).toEqual({
    'github-smaller.json': [
      { name: 'burst/queue response_p50', unit: 'ms', value: 2, extra: 'median of 3 runs, measured' },
    ],
    'github-bigger.json': [
      { name: 'burst/queue goodput_ratio', unit: 'ratio', value: 0.5, extra: 'median of 1 run, simulated' },
    ],
  })
})

test('the range is the 95 % interval, even if that has no end', () => {
  const files = parsed([
    ...series([1000, 2000, 3000, 4000, 5000, 6000]),
    ...series([1000, 2000, 3000, 4000, 5000, NEVER], { metric: 'response_p99' }),
  ])
  expect(files['github-smaller.json']!.map(({ range }) => range)).toEqual(['1 to 6', '1 to never'])
})

test('without figures the list is empty', () => {
  expect(githubFiles([]).get('github-bigger.json')).toBe('[]\n')
})
