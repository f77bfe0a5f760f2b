import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBounded } from './bounded-json.ts'

test('a text within the limits gives the value of JSON.parse', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(parseBounded(Buffer.from(json), 1_000_000)).toEqual(JSON.parse(json))
    }),
  )
})

test('lists and objects may be nested 40 levels deep, not 41', () => {
  const nested = (depth: number) => Buffer.from(`${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`)
  expect(() => parseBounded(nested(40), 100)).not.toThrow()
  expect(() => parseBounded(nested(42), 100)).toThrow('it is nested deeper than 40 levels')
  expect(() => parseBounded(Buffer.from('['.repeat(10_000_000)), 100)).toThrow('it is nested deeper than 40 levels')
})

test.each(['[{},{},{}]', '{"a":"b","c":1}', '["a\\"b","{[\\\\","c"]'])(
  '%s has 4 parts, whatever stands in a string',
  (json) => {
    expect(() => parseBounded(Buffer.from(json), 4)).not.toThrow()
    expect(() => parseBounded(Buffer.from(json), 3)).toThrow('it has more than 3 lists, objects and strings')
  },
)

test.each(['', '[', '"', '"\\', '{"a"}', '\u0000'])('%j is no JSON', (json) => {
  expect(() => parseBounded(Buffer.from(json), 100)).toThrow(SyntaxError)
})
