import { expect, test } from 'vitest'
import { axisTitle, valueLabel } from './axis-label.ts'

test('a value is written without the rounding digits of floating point', () => {
  expect([0.1 + 0.2, 20000, 1 / 8, 1e-7].map(valueLabel)).toEqual(['0.3', '20000', '0.125', '1e-7'])
})

test('an axis names its unit where it has one', () => {
  expect([axisTitle({ name: 'rho', unit: '' }), axisTitle({ name: 'trigger', unit: 's' })]).toEqual([
    ...['rho', 'trigger [s]'],
  ])
})
