import { expect, test } from 'vitest'
import { axisTitle, valueLabel } from './axis-label.ts'
import { wrapped } from './chart-style.ts'

test('a text is wrapped between words at the width; a longer word stands alone', () => {
  // At 10 px a letter is 6 px: "a bc" is 24 px wide.
  expect(wrapped('a bc def', 24, 10)).toEqual(['a bc', 'def'])
  expect(wrapped('a bc def', 23, 10)).toEqual(['a', 'bc', 'def'])
  expect(wrapped('a  somewhat\nlong word', 24, 10)).toEqual(['a', 'somewhat', 'long', 'word'])
})

test('a value is written without what floating point leaves behind', () => {
  expect([0.1 + 0.2, 20000, 1 / 8, 1e-7].map(valueLabel)).toEqual(['0.3', '20000', '0.125', '1e-7'])
})

test('an axis names its unit where it has one', () => {
  expect([axisTitle({ name: 'rho', unit: '' }), axisTitle({ name: 'trigger', unit: 's' })]).toEqual([
    ...['rho', 'trigger [s]'],
  ])
})
