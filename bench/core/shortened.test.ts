import { expect, test } from 'vitest'
import { shortened } from './shortened.ts'

test.each([
  ['123456', '123456'],
  ['1234567', '123...'],
])('%s in six characters is %s', (text, short) => {
  expect(shortened(text, 6)).toBe(short)
})
