import { expect, test } from 'vitest'
import { wrapped } from './chart-style.ts'

test('a text is wrapped between words at the width; a longer word stands alone', () => {
  // At 10 px a letter is 6 px: "a bc" is 24 px wide.
  expect(wrapped('a bc def', 24, 10)).toEqual(['a bc', 'def'])
  expect(wrapped('a bc def', 23, 10)).toEqual(['a', 'bc', 'def'])
  expect(wrapped('a  somewhat\nlong word', 24, 10)).toEqual(['a', 'somewhat', 'long', 'word'])
})
