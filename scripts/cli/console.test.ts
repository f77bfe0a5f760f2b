import { expect, test } from 'vitest'
import { widthOf } from './console.ts'

test.each([
  [true, 80, 80],
  [true, 1, 1],
  [true, 0, undefined],
  [true, Number.NaN, undefined],
  [true, undefined, undefined],
  [false, 80, undefined],
])('terminal %s with %s columns has width %s', (isTTY, columns, width) => {
  expect(widthOf({ isTTY, columns: columns as number })).toBe(width)
})
