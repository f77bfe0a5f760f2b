import { expect, test } from 'vitest'
import { collapseOf } from './collapse.ts'
import { cell } from './testing.ts'

test('metastable and oscillating seeds collapsed; undecided ones do not count', () => {
  const verdicts = { absorbed: 1, recovered: 2, slow: 1, oscillating: 1, metastable: 3, undecided: 2 }
  const { share, seeds, decided } = collapseOf({ ...cell('a', 1, 1, 0), verdicts })
  expect([share, seeds, decided]).toEqual([0.5, 10, 8])
})

test('without a decided seed there is no share and no interval', () => {
  const { share, low, high, seeds, decided } = collapseOf(cell('a', 1, 1, 0, 10))
  expect([share, low, high, seeds, decided]).toEqual([Number.NaN, Number.NaN, Number.NaN, 10, 0])
})
