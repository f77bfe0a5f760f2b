import { expect, test } from 'vitest'
import { shortened, shortenedLines } from './shortened.ts'

test.each([
  ['123456', '123456'],
  ['1234567', '123...'],
])('%s in six characters is %s', (text, short) => {
  expect(shortened(text, 6)).toBe(short)
})

test('lines: at most linesMax, each at most lengthMax long', () => {
  expect(shortenedLines('1234567\nb', 2, 6)).toBe('123...\nb')
  expect(shortenedLines('a\nb\nc\nd', 2, 6)).toBe('a\nb\nand 2 more lines')
})
