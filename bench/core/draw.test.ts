import { expect, test } from 'vitest'
import { draw, STREAM } from './draw.ts'

const N = 100_000
const BINS = 100
/** The 0.9999 quantile of chi-square with 99 degrees of freedom. */
const CHI_SQUARE_99_P9999 = 161.3

function chiSquare(sample: (i: number) => number): number {
  const counts = new Array<number>(BINS).fill(0)
  for (let i = 0; i < N; i++) counts[Math.floor(sample(i) * BINS)]! += 1
  return counts.reduce((sum, count) => sum + (count - N / BINS) ** 2 / (N / BINS), 0)
}

test('the same identity gives the same number, whatever was drawn before', () => {
  const first = draw(7, STREAM.service, 12, 1)
  draw(7, STREAM.failure, 3, 2)
  expect(draw(7, STREAM.service, 12, 1)).toBe(first)
})

test('numbers are pinned: a changed hash would change every recorded result', () => {
  expect([1, 2, 3].map((request) => draw(7, STREAM.service, request, 1))).toEqual([
    0.1678049466572702, 0.011185652110725641, 0.38285000855103135,
  ])
})

test.each([
  ['requests', (i: number) => draw(7, STREAM.service, i, 1)],
  ['attempts', (i: number) => draw(7, STREAM.service, 1, i)],
  ['seeds', (i: number) => draw(i, STREAM.service, 1, 1)],
])('uniform over neighbouring %s', (_, sample) => {
  expect(chiSquare(sample)).toBeLessThan(CHI_SQUARE_99_P9999)
})

test.each([
  ['seeds', (i: number) => [draw(7, STREAM.service, i, 1), draw(8, STREAM.service, i, 1)]],
  ['streams', (i: number) => [draw(7, STREAM.service, i, 1), draw(7, STREAM.failure, i, 1)]],
  ['requests', (i: number) => [draw(7, STREAM.service, i, 1), draw(7, STREAM.service, i + 1, 1)]],
  ['attempts', (i: number) => [draw(7, STREAM.service, i, 1), draw(7, STREAM.service, i, 2)]],
] as [string, (i: number) => [number, number]][])(
  'neighbouring %s are independent (pairs fill a 10 x 10 grid evenly)',
  (_, pair) => {
    expect(
      chiSquare((i) => {
        const [a, b] = pair(i)
        return (Math.floor(a * 10) * 10 + Math.floor(b * 10) + 0.5) / BINS
      }),
    ).toBeLessThan(CHI_SQUARE_99_P9999)
  },
)
