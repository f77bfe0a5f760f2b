import { expect, test } from 'vitest'
import { wrapped } from './wrapped.ts'

test('lines break between words: exactly the width fits, one more does not', () => {
  expect(wrapped('one two three', 7)).toBe('one two\nthree')
  expect(wrapped('one two three', 6)).toBe('one\ntwo\nthree')
  expect(wrapped('one two three', Number.POSITIVE_INFINITY)).toBe('one two three')
})

test('a word longer than a line is broken, a path is not', () => {
  expect(wrapped('incomprehensible', 4)).toBe('inco\nmpre\nhens\nible')
  expect(wrapped('an incomprehensible', 5)).toBe('an\nincom\nprehe\nnsibl\ne')
  expect(wrapped('in /tmp/results: all', 4)).toBe('in\n/tmp/results:\nall')
})
