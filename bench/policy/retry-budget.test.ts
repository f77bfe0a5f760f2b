import { expect, test } from 'vitest'
import { RetryBudget } from './retry-budget.ts'

const drain = (budget: RetryBudget) => {
  let taken = 0
  while (budget.withdraw()) taken += 1
  return taken
}

test('the bucket starts full and holds no more than its size', () => {
  const budget = new RetryBudget({ ratio: 0.1, size: 5, depositOn: 'success' })
  for (let i = 0; i < 100; i++) budget.succeed()
  expect(drain(budget)).toBe(5)
})

test('a retry needs a whole token: nine tenths are not enough, ten are', () => {
  const budget = new RetryBudget({ ratio: 0.1, size: 5, depositOn: 'success' })
  drain(budget)
  for (let i = 0; i < 9; i++) budget.succeed()
  expect(budget.withdraw()).toBe(false)
  budget.succeed()
  expect(budget.withdraw()).toBe(true)
  expect(budget.withdraw()).toBe(false)
})

test.each([
  ['success', 0],
  ['start', 10],
] as const)('when everything fails, 100 requests with deposits on %s may retry %i times', (depositOn, retries) => {
  const budget = new RetryBudget({ ratio: 0.1, size: 5, depositOn })
  drain(budget)
  let taken = 0
  for (let i = 0; i < 100; i++) {
    budget.start()
    if (budget.withdraw()) taken += 1
  }
  expect(taken).toBe(retries)
})
