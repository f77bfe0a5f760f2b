import { expect, test } from 'vitest'
import { failed } from '../core/outcome.ts'
import { addedMaxMs } from './added-time.ts'

const ok = (ms: number) => ({ ms, outcome: { kind: 'ok', busyMs: Number.NaN } as const, isAnswer: true })
const pairsOf = (...differences: number[]) =>
  [500, ...differences].map((ms) => ({ through: ok(100 + ms), past: ok(100) }))

test('the largest of five to seven differences bounds what a proxy adds, and the first pair does not count', () => {
  expect(addedMaxMs(pairsOf(1, 5, 2, 3, 4))).toBe(5)
  expect(addedMaxMs(pairsOf(1, 5, 2, 3, 4, 6, 7))).toBe(7)
})

test('of nineteen differences the fourteenth bounds it, as the binomial distribution says', () => {
  // P(at most 13 of 19 are below the median) is 0.968, P(at most 12) is 0.916.
  expect(addedMaxMs(pairsOf(...Array.from({ length: 19 }, (_, i) => 19 - i)))).toBe(14)
})

test('a service that answers irregularly gives a wide bound, and never a negative one', () => {
  expect(addedMaxMs(pairsOf(-30, 20, -10, 25, -20, 5, 15))).toBe(25)
  expect(addedMaxMs(pairsOf(-1, -2, -3, -4, -5))).toBe(0)
})

test('fewer than five good pairs show nothing', () => {
  const four = pairsOf(1, 1, 1, 1)
  expect(addedMaxMs(four)).toBeNull()
  const bad = { through: ok(3), past: { ms: 2, outcome: failed('http 500'), isAnswer: true } }
  expect(addedMaxMs([...four, bad])).toBeNull()
})
