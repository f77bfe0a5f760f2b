import { expect, test } from 'vitest'
import { plainData } from './plain-data.ts'

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])

test('data is copied as it is; functions only as `create`', () => {
  const create = () => 1
  const data = { text: 'a', list: [1, [true, null]], none: undefined, policy: [{ kind: 'custom', create }] }
  const copy = plainData(data)
  expect(copy).toEqual(data)
  expect(copy).not.toBe(data)
})

test('minus zero is zero, alone and in a list', () => {
  expect(plainData({ a: -0, b: [-0] })).toEqual({ a: 0, b: [0] })
})

test('an object without a prototype is data', () => {
  expect(plainData(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 })
})

test('a getter is called once', () => {
  let asked = 0
  const data = {
    get a() {
      asked += 1
      return asked
    },
  }
  const copy = plainData(data) as typeof data
  expect([copy.a, copy.a, asked]).toEqual([1, 1, 1])
})

test('64 levels are read, 65 are not', () => {
  expect(plainData(nested(64))).toEqual(nested(64))
  expect(() => plainData(nested(65))).toThrow('[0][0][0][0]: must be at most 64 levels deep')
})

test.each([
  [() => 1, 'suite: must be plain data, got a function'],
  [{ a: 1n }, 'a: must be plain data, got a bigint'],
  [{ a: [Symbol('x')] }, 'a[0]: must be plain data, got a symbol'],
  [{ a: { b: new Map() } }, 'a.b: must be plain data, got an object of class Map'],
  [JSON.parse('{"a":{"__proto__":1}}'), 'a.__proto__: must have another name'],
  [{ a: new Array(20_000_001) }, 'a: must not bring the suite above 20000000 entries of lists'],
])('a value that is no data is refused: %#', (value, message) => {
  expect(() => plainData(value)).toThrow(message)
})
