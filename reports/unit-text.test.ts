import { expect, test } from 'vitest'
import type { UnitName } from '../bench/metrics/unit.ts'
import { headOf, unitAfter, unitText, valueText } from './unit-text.ts'

test.each<[UnitName, number, string, string, string]>([
  ['us', 852_049, '852.0 ms', 'x [ms]', 'ms'],
  ['ms', 1250.4, '1250 ms', 'x [ms]', 'ms'],
  ['ns', 12.34, '12.3 ns', 'x [ns]', 'ns'],
  ['per_second', 99.96, '100.0/s', 'x [1/s]', '1/s'],
  ['ratio', 0.12345, '0.123', 'x', ''],
  ['count', 7, '7', 'x', ''],
  ['count', 7.5, '7.5', 'x', ''],
  ['mb', 1.25, '1.3 MB', 'x [MB]', 'MB'],
  ['bytes', 80, '80.0 bytes', 'x [bytes]', 'bytes'],
])('%s: %d is shown as %s', (unit, value, text, head, shown) => {
  expect([`${valueText(value, unit)}${unitAfter(unit)}`, headOf('x', unit), unitText(unit)]).toEqual([
    text,
    head,
    shown,
  ])
})

test('never and not known have no digits', () => {
  expect([valueText(Number.POSITIVE_INFINITY, 'us'), valueText(Number.NaN, 'count')]).toEqual(['never', 'n/a'])
})
