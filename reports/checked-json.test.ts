import { expect, test } from 'vitest'
import { z } from 'zod'
import { ConfigError } from '../bench/core/config-error.ts'
import { checked, converted, parseJson, refuseVersion } from './checked-json.ts'
import { NoResultsError } from './no-results-error.ts'

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

test('a byte order mark and CRLF are no mistakes, and brackets in a text are no levels', () => {
  expect(parseJson('\ufeff{\r\n"a": 1}\r\n', 'f')).toEqual({ a: 1 })
  const text = JSON.stringify(`\\"${'['.repeat(200)}`)
  expect(parseJson(text, 'f')).toBe(JSON.parse(text))
})

test('lists and objects within each other: 100, and no more', () => {
  expect(parseJson(nested(100), 'f')).toBeInstanceOf(Array)
  for (const levels of [101, 1_000_000])
    expect(() => parseJson(nested(levels), 'f')).toThrow(new ConfigError('f: must have at most 100 levels'))
})

test.each([
  '{"__proto__": 1}',
  '{"a": [{"__proto__": {"b": 1}}]}',
  '{"\\u005f_proto__": 1}',
  '{"__\\u0070roto__": {}}',
])('a key that would set a prototype is refused: %s', (text) => {
  expect(() => parseJson(text, 'f')).toThrow(new ConfigError('f: must not have the key __proto__'))
})

test('the name of a prototype is a text like any other', () => {
  expect(parseJson('["__proto__"]', 'f')).toEqual(['__proto__'])
})

test.each(['', '{', '{"a": 1,}', 'NaN', '{"a": 01}', '\0'])('%j is no JSON', (text) => {
  expect(() => parseJson(text, 'f')).toThrow(/^f: must be JSON: /)
})

test.each([
  [{ schema: 2 }, '2'],
  [{}, 'nothing'],
  [null, 'nothing'],
  [{ schema: 'x'.repeat(1000) }, `"${'x'.repeat(76)}...`],
])('a document of another version is refused with its version: %j', (document, got) => {
  expect(() => refuseVersion(document, 3, 'f')).toThrow(new NoResultsError(`f: must have schema 3, got ${got}`))
})

test('a document is checked and stays unchanged; each mistake names file, path, rule and value', () => {
  const schema = z.object({ list: z.array(z.object({ n: z.number().transform(String) })) })
  const document = { list: [{ n: 1, more: true }] }
  expect(checked<unknown>(schema, document, 'f')).toBe(document)
  expect(converted<unknown>(schema, document, 'f')).toEqual({ list: [{ n: '1' }] })
  expect(() => checked<unknown>(schema, { list: [{ n: 1 }, { n: 'x' }, {}] }, 'f')).toThrow(
    new ConfigError(['f: list[1].n: must be a number, got "x"', 'f: list[2].n: must be a number, got nothing']),
  )
  const many = { list: Array.from({ length: 30 }, () => ({})) }
  expect(() => checked<unknown>(schema, many, 'f')).toThrow(/list\[19\]\.n: must be a number, got nothing$/)
})
