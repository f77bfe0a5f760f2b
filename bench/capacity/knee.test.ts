import { expect, test } from 'vitest'
import { kneeOf } from './knee.ts'

const levels = (...rates: [connections: number, requestsPerSecond: number][]) =>
  rates.map(([connections, requestsPerSecond]) => ({ connections, requestsPerSecond }))

test('the knee is the first level with 95 % of the best throughput, whatever the order', () => {
  expect(kneeOf(levels([1, 100], [2, 200], [4, 949], [8, 950], [16, 1000]))?.connections).toBe(8)
  expect(kneeOf(levels([16, 1000], [8, 950], [4, 949]))?.connections).toBe(8)
})

test('a throughput that falls again keeps its knee at the top', () => {
  expect(kneeOf(levels([1, 100], [2, 200], [4, 80]))?.connections).toBe(2)
})

test('nothing done, no knee', () => {
  expect(kneeOf([])).toBeUndefined()
  expect(kneeOf(levels([1, 0], [2, 0]))).toBeUndefined()
})
