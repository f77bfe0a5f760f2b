import { expect, test } from 'vitest'
import { csvValue, durationText, fixed, msOfUs, percent } from './format.ts'

test('a number has as many digits as asked for, NaN is n/a, Infinity is never', () => {
  expect([fixed(1.25, 0), fixed(1.25, 1), fixed(2, 2), fixed(-0.5, 1)]).toEqual(['1', '1.3', '2.00', '-0.5'])
  expect([fixed(Number.NaN, 2), fixed(Number.POSITIVE_INFINITY, 2)]).toEqual(['n/a', 'never'])
})

test('a duration has its unit, from a second on seconds', () => {
  expect([0, 9.94, 9.95, 862.4, 999.4, 999.5, 2249, 180_000].map(durationText)).toEqual([
    ...['0.0 ms', '9.9 ms', '10 ms', '862 ms', '999 ms', '1.0 s', '2.2 s', '180.0 s'],
  ])
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(durationText)).toEqual(['n/a', 'never'])
})

test('a share is a percentage with one digit', () => {
  expect([0, 0.0004, 0.0005, 0.5, 0.99949, 1, 1.5].map(percent)).toEqual([
    '0.0 %',
    '0.0 %',
    '0.1 %',
    '50.0 %',
    '99.9 %',
    '100.0 %',
    '150.0 %',
  ])
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(percent)).toEqual(['n/a', 'never'])
})

test('microseconds are printed as milliseconds with one digit', () => {
  expect([0, 49, 51, 1000, 12_345].map((us) => msOfUs(us))).toEqual(['0.0', '0.0', '0.1', '1.0', '12.3'])
  expect(msOfUs(Number.NaN)).toBe('n/a')
})

test('an infinite latency is beyond the deadline, and never without one', () => {
  expect(msOfUs(Number.POSITIVE_INFINITY)).toBe('never')
  // A late answer is a latency as any other.
  expect(msOfUs(150_000)).toBe('150.0')
})

test.each([
  ['count', '3'],
  ['us', '3'],
  ['mb', '3.0'],
  ['ratio', '3.000000'],
  ['per_second', '3.000'],
  ['ms', '3.000'],
  ['ns', '3.00'],
  ['unheard of', '3.000000'],
])('a CSV value in %s has the digits of its unit', (unit, text) => {
  expect(csvValue(3, unit)).toBe(text)
  expect(csvValue(Number.NaN, unit)).toBe('')
  expect(csvValue(Number.POSITIVE_INFINITY, unit)).toBe('inf')
})

test('the median of two counts keeps its half', () => {
  expect([csvValue(2.5, 'count'), csvValue(2.5, 'us'), csvValue(2, 'count')]).toEqual(['2.5', '2.5', '2'])
})
