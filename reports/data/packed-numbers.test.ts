import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packNumbers, unpackNumbers } from './packed-numbers.ts'

test.each<[number[], string]>([
  [[], ''],
  [[0, 1, 31], 'ABf'],
  [[32, 1023, 1024], 'gB/fggB'],
])('%j is the text %j', (numbers, text) => {
  expect(packNumbers(numbers)).toBe(text)
  expect(unpackNumbers(text)).toEqual(numbers)
})

test('whole numbers come back exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(Number.MAX_SAFE_INTEGER)), (numbers) => {
      expect(unpackNumbers(packNumbers(numbers))).toEqual(numbers)
    }),
  )
})

test.each([
  ['a character that is no digit', 'A B'],
  ['a number without an end', 'Ag'],
  ['a number that would not be exact', '///////////f'],
])('%s is refused', (_, text) => {
  expect(unpackNumbers(text)).toBeUndefined()
})
