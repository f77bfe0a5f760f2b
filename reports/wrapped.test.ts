import { expect, test } from 'vitest'
import { wrapped } from './wrapped.ts'

test('lines break between words: exactly the width fits, one more does not', () => {
  expect(wrapped('one two three', 7)).toBe('one two\nthree')
  expect(wrapped('one two three', 6)).toBe('one\ntwo\nthree')
  expect(wrapped('one two three', Number.POSITIVE_INFINITY)).toBe('one two three')
  expect(wrapped('incomprehensible', 4)).toBe('incomprehensible')
})
