import { afterAll, expect, test } from 'vitest'
import { parseSuite } from '../../bench/parse-suite.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { readParametersFile } from './parameters-file.ts'
import { readSuiteFile } from './suite-file.ts'
import { infoOf } from './suite-info.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const read = (content: string | Uint8Array) => readParametersFile(desk.file('users.csv', content))

test('columns have the names of the heading, and their values are texts', async () => {
  expect(await read('user,age\nann,30\nbob,40\n')).toEqual({ user: ['ann', 'bob'], age: ['30', '40'] })
})

test('a byte order mark, CRLF, blank lines and spaces around names are no part of the table', async () => {
  expect(await read('\uFEFFuser, age\r\nann,30\r\n\r\nbob,40')).toEqual({ user: ['ann', 'bob'], age: ['30', '40'] })
})

test('a quoted value keeps its commas, quotes, line breaks and spaces', async () => {
  expect(await read('text\n"a, ""b""\r\nc "\n d\n')).toEqual({ text: ['a, "b"\r\nc ', ' d'] })
})

test.each([
  ['ann,30\nbob,40', 'line 1: must be a heading with names between commas: a name must be 1 to 64 letters'],
  ['user;age\nann;30', 'got "user;age"'],
  ['user,\nann,', 'line 1: must be a heading'],
  ['__proto__\nann', 'line 1: must be a heading'],
  ['user,user\nann,bob', 'line 1: must have each name once, got user twice'],
  ['user,age\nann,30\nbob\n"c\nd",1,2', 'line 3: must have 2 values, as the heading has, got 1\nline 5: must have'],
  [`user\n${'x'.repeat(8193)}`, 'line 2: user must have at most 8192 characters'],
  ['user,age\n', 'must hold a heading and at least one row'],
  ['', 'must hold a heading and at least one row'],
  ['user\n"ann', 'the parsing is finished with an opening quote at line 2'],
  [Uint8Array.from([0x75, 0x0a, 0xff, 0x0a]), 'must be text in UTF-8'],
  [`user,age\n${'ann\n'.repeat(9)}`, 'and 4 more lines that are wrong'],
])('a file that is no table is refused: %#', async (content, message) => {
  await expect(read(content)).rejects.toThrow(message)
})

test('as many rows as allowed are read, and one more is refused', async () => {
  const file = desk.file('rows.csv', 'user\n1\n2\n3\n')
  expect(await readParametersFile(file, 3)).toEqual({ user: ['1', '2', '3'] })
  await expect(readParametersFile(file, 2)).rejects.toThrow('must have at most 2 rows')
})

test('a mistake names option, file and line, and shows no value', async () => {
  desk.file('tokens.csv', 'token\nsecret,1\n')
  const target = { ...SMALL_SUITE.target, parameters: { file: 'tokens.csv' } }
  const suite = desk.file('suite.json', { ...SMALL_SUITE, target })
  await expect(readSuiteFile(suite)).rejects.toThrow(
    /^target\.parameters\.file: tokens\.csv: line 2: must have 1 values, as the heading has, got 2$/,
  )
})

test('a table beside the suite is read into it, in each variant too', async () => {
  desk.file('more.csv', 'user\nann\n')
  const target = { model: 'url', parameters: { file: 'more.csv' } }
  const suite = desk.file('variants.json', { target, variants: { one: { target } } })
  const parameters = { file: 'more.csv', columns: { user: ['ann'] } }
  const read = { model: 'url', parameters }
  expect(await readSuiteFile(suite)).toEqual({ target: read, variants: { one: { target: read } } })
})

test('a result names parameters and counts rows, and holds no value', () => {
  const parameters = { file: 'tokens.csv', columns: { token: ['secret-1', 'secret-2'] } }
  const target = { url: 'http://127.0.0.1:1/', headers: { a: '{{token}}' }, parameters }
  const { config } = infoOf(
    parseSuite({ ...SMALL_SUITE, target, load: '1s@1', arms: { rpc: { style: 'rpc' } } }),
    undefined,
  )
  expect(config).toMatchObject({
    target: { parameters: { file: 'tokens.csv', order: 'sequential', names: ['token'], rows: 2 } },
  })
  expect(JSON.stringify(config)).not.toContain('secret')
})
