import { expect, test } from 'vitest'
import { minChangeIn } from './min-change-text.ts'

test.each([
  ['measured', 'measured'],
  ['0%', 0],
  ['1%', 0.01],
  ['2.5 %', 0.025],
  ['100%', 1],
  ['100.1%', undefined],
  ['1', undefined],
  ['-1%', undefined],
  ['1e2%', undefined],
  ['', undefined],
])('%j is %j', (text, size) => {
  expect(minChangeIn(text)).toBe(size)
})
