import { expect, test } from 'vitest'
import { criticalValue } from './critical.ts'

/** Everything collapses from `edge` on. */
const stepAt = (edge: number) => async (value: number) => (value >= edge ? 1 : 0)

test.each([101, 250, 1000, 9999.9])('the edge is found to within 2 %: %d', async (edge) => {
  const critical = await criticalValue(100, 10_000, stepAt(edge))
  if (critical.kind !== 'found') throw new Error(critical.kind)
  expect([critical.below < edge, critical.value >= edge, critical.value / critical.below <= 1.02]).toEqual([
    true,
    true,
    true,
  ])
})

test('the bounds are halved on a logarithmic scale until they are 2 % apart', async () => {
  const asked: number[] = []
  const critical = await criticalValue(1, 16, async (value) => {
    asked.push(value)
    return value >= 4 ? 1 : 0
  })
  expect(asked.slice(0, 4)).toEqual([1, 16, 4, 2])
  // 16^(1/2^k) <= 1.02 from k = 8 on; the first two questions are the bounds.
  expect(asked.length).toBe(10)
  expect(critical).toEqual({ kind: 'found', value: 4, below: asked.at(-1) })
})

test('at the smallest value already, not even at the largest', async () => {
  expect(await criticalValue(10, 20, stepAt(10))).toEqual({ kind: 'below', value: 10 })
  expect(await criticalValue(10, 20, stepAt(20.01))).toEqual({ kind: 'above', value: 20 })
  expect(await criticalValue(10, 20, stepAt(20))).toMatchObject({ kind: 'found', value: 20 })
})

test('half of the seeds are enough, fewer are not, none decided is no collapse', async () => {
  const kindAt = async (share: number) => (await criticalValue(1, 2, async () => share)).kind
  expect([await kindAt(0.5), await kindAt(0.499), await kindAt(Number.NaN)]).toEqual(['below', 'above', 'above'])
})
