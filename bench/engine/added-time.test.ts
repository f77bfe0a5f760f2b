import { expect, test } from 'vitest'
import { failed } from '../core/outcome.ts'
import { addedMs } from './added-time.ts'

const ok = (ms: number) => ({ ms, outcome: { kind: 'ok', busyMs: Number.NaN } as const, isAnswer: true })
const pairOf = ([through, past]: readonly [number, number]) => ({ through: ok(through), past: ok(past) })
const FIRST = [500, 100] as const

test('a proxy adds the difference of the medians, and the first pair does not count', () => {
  const pairs = [FIRST, [3, 2], [9, 2], [3, 2], [4, 1], [3, 8]].map((pair) => pairOf(pair as [number, number]))
  expect(addedMs(pairs)).toBe(1)
})

test('fewer than five good pairs show nothing', () => {
  const four = [FIRST, [3, 2], [3, 2], [3, 2], [3, 2]].map((pair) => pairOf(pair as [number, number]))
  expect(addedMs(four)).toBeNull()
  expect(
    addedMs([...four, { through: ok(3), past: { ms: 2, outcome: failed('http 500'), isAnswer: true } }]),
  ).toBeNull()
  expect(addedMs([...four, pairOf([3, 2])])).toBe(1)
})
