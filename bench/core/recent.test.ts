import { expect, test } from 'vitest'
import { Recent } from './recent.ts'

test('it remembers at least the last KEPT numbers, and at most twice that', () => {
  const recent = new Recent()
  for (let value = 0; value < 2 * Recent.KEPT + 1; value++) recent.add(value)
  expect([recent.has(2 * Recent.KEPT), recent.has(Recent.KEPT), recent.has(Recent.KEPT - 1)]).toEqual([
    true,
    true,
    false,
  ])
})
