import { expect, test } from 'vitest'
import { belowCritical, criticalValue } from './critical.ts'

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

test('half of the seeds are enough, fewer are not, none decided is open', async () => {
  const kindAt = async (share: number) => (await criticalValue(1, 2, async () => share)).kind
  expect([await kindAt(0.5), await kindAt(0.499), await kindAt(Number.NaN)]).toEqual(['below', 'above', 'open'])
})

/** No collapse below `edge`, all from there on, undecided from `openFrom` to `openTo`. */
const openBetween = (edge: number, openFrom: number, openTo = Number.POSITIVE_INFINITY) => {
  const asked: number[] = []
  const shareAt = async (value: number) => {
    asked.push(value)
    if (value >= openFrom && value < openTo) return Number.NaN
    return value >= edge ? 1 : 0
  }
  return { asked, shareAt }
}

test('NaN at the top: the search goes down by 1.5 to where seeds are decided, and finds the edge below', async () => {
  const { asked, shareAt } = openBetween(20, 50)
  const critical = await criticalValue(10, 90, shareAt)
  expect(asked.slice(0, 4)).toEqual([10, 90, 60, 40])
  if (critical.kind !== 'found') throw new Error(critical.kind)
  expect([critical.below < 20, critical.value >= 20, critical.value / critical.below <= 1.02]).toEqual([
    ...[true, true, true],
  ])
})

test('NaN at the top and no collapse below it is open, not "none"', async () => {
  expect(await criticalValue(10, 90, openBetween(1000, 50).shareAt)).toEqual({ kind: 'open', value: 60, below: 40 })
  expect(await criticalValue(10, 90, openBetween(1000, 90).shareAt)).toEqual({ kind: 'open', value: 90, below: 60 })
  expect(await criticalValue(10, 90, openBetween(1000, 90.001).shareAt)).toEqual({ kind: 'above', value: 90 })
})

test('NaN down to the smallest value is open from there on; the smallest is not asked again', async () => {
  const { asked, shareAt } = openBetween(1000, 10.001)
  expect(await criticalValue(10, 20, shareAt)).toEqual({ kind: 'open', value: 20 / 1.5, below: 10 })
  expect(asked).toEqual([10, 20, 20 / 1.5])
  expect(await criticalValue(10, 20, openBetween(1000, 10).shareAt)).toEqual({ kind: 'open', value: 10, below: 0 })
})

test('NaN in the middle: the edge is somewhere between the values that are decided', async () => {
  // 1 and 16 are decided, then 4 is not.
  expect(await criticalValue(1, 16, openBetween(8, 3, 8).shareAt)).toEqual({ kind: 'found', value: 16, below: 1 })
})

test('the largest value without a collapse lies below the critical one, or is the largest tried', () => {
  const found = belowCritical({ kind: 'found', value: 4, below: 3.9 })
  const above = belowCritical({ kind: 'above', value: 20 })
  const open = belowCritical({ kind: 'open', value: 4, below: 2 })
  expect([found, above, open]).toEqual([3.9, 20, 2])
  const below = belowCritical({ kind: 'below', value: 10 })
  expect([below, belowCritical({ kind: 'open', value: 10, below: 0 })]).toEqual([undefined, undefined])
})
