import { expect, test } from 'vitest'
import { type RetryOptions, retryPolicy, retrySchema } from './retry.ts'
import { Bench, ERROR, OK, TIMEOUT } from './testing.ts'

const retry = (bench: Bench, options: Partial<RetryOptions>) =>
  retryPolicy({ ...retrySchema.parse({ kind: 'retry', retriesMax: 1 }), ...options }, bench.context)

/** Sends one request after the other, each to its end; how many of them were tried again. */
function retried(bench: Bench, policy: ReturnType<typeof retry>, script: Parameters<Bench['target']>[1][]): number {
  for (const [id, outcome] of script.entries()) {
    bench.send(policy(bench.target(1, outcome)), id)
    bench.clock.run()
  }
  return bench.log.filter((line) => / retry #/.test(line)).length
}

test('at the ratio a failure is retried, above it not', () => {
  // The failure is the fifth result of five, 20 %; then the fourth of four, 25 %.
  const onlyBelow = { failureRatio: 0.2, window: { calls: 100 } }
  const at = new Bench()
  expect(retried(at, retry(at, { onlyBelow }), [OK, OK, OK, OK, ERROR])).toBe(1)
  const above = new Bench()
  expect(retried(above, retry(above, { onlyBelow }), [OK, OK, OK, ERROR])).toBe(0)
  expect(above.log.slice(-2)).toEqual(['4 rejected by budget #3', '4 failed #3 settled'])
})

test('a client whose first attempt fails has a failure ratio of 1 and makes no retry; first attempts always start', () => {
  const bench = new Bench()
  const onlyBelow = { failureRatio: 0.1, window: { calls: 100 } }
  expect(retried(bench, retry(bench, { onlyBelow }), [TIMEOUT, ERROR, ERROR])).toBe(0)
  expect(bench.log.filter((line) => / first #/.test(line)).length).toBe(3)
})

test('retries count as well: one that fails may be what stops the next', () => {
  // 1 of 3 failed: again; 2 of 4: no more.
  const bench = new Bench()
  const onlyBelow = { failureRatio: 0.4, window: { calls: 100 } }
  expect(retried(bench, retry(bench, { retriesMax: 3, onlyBelow }), [OK, OK, ERROR])).toBe(1)
})

test('results that left the window do not count: the last calls, or the last milliseconds', () => {
  const byCalls = new Bench()
  const calls = { failureRatio: 0.5, window: { calls: 2 } }
  expect(retried(byCalls, retry(byCalls, { onlyBelow: calls }), [ERROR, ERROR, OK, ERROR])).toBe(1)
  const byTime = new Bench()
  const policy = retry(byTime, { onlyBelow: { failureRatio: 0.5, window: { ms: 100 } } })
  expect(retried(byTime, policy, [ERROR, ERROR])).toBe(0)
  byTime.clock.run(1000)
  expect(retried(byTime, policy, [OK, ERROR])).toBe(1)
})

test('all requests of a client share it, and a retry that it prevents takes no token', () => {
  const bench = new Bench()
  const options = {
    onlyBelow: { failureRatio: 0.4, window: { calls: 2 } },
    budget: { ratio: 0, size: 1, depositOn: 'success' },
  } as const
  // Two failures stopped, a window of successes, and then one failure of two is still too much.
  expect(retried(bench, retry(bench, options), [ERROR, ERROR, OK, OK, ERROR])).toBe(0)
  const rich = new Bench()
  const half = { ...options, onlyBelow: { failureRatio: 0.5, window: { calls: 2 } } }
  expect(retried(rich, retry(rich, half), [ERROR, OK, ERROR])).toBe(1)
})

test('outcomes that are not retried are no failures', () => {
  const bench = new Bench()
  const options = { retryOn: ['timeout'], onlyBelow: { failureRatio: 0.5, window: { calls: 100 } } } as const
  // Two errors, unseen; then a success and a timeout, which is 1 of 2.
  expect(retried(bench, retry(bench, { ...options, retryOn: ['timeout'] }), [ERROR, ERROR, OK, TIMEOUT])).toBe(1)
})

test('by default 10 % of the last 100 calls; a ratio is 0 to 1, a window one of two kinds', () => {
  const parse = (onlyBelow: object) => retrySchema.safeParse({ kind: 'retry', retriesMax: 1, onlyBelow })
  expect(parse({}).data?.onlyBelow).toEqual({ failureRatio: 0.1, window: { calls: 100 } })
  expect([{ failureRatio: 0 }, { failureRatio: 1, window: { ms: 0.1 } }].map((input) => parse(input).success)).toEqual([
    true,
    true,
  ])
  const wrong = [
    { failureRatio: 1.01 },
    { failureRatio: -0.01 },
    { window: { calls: 0 } },
    { window: { ms: 0 } },
    { window: {} },
  ]
  expect(wrong.map((input) => parse(input).success)).toEqual(wrong.map(() => false))
})
