import { afterAll, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { readConfig } from './config-file.ts'
import { configFileIn } from './config-name.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test.each([
  [
    'stormbench.config.ts',
    `import { defineConfig } from 'stormbench'\nexport default defineConfig({ results: 'r' as string })`,
  ],
  ['stormbench.config.mjs', `export default { results: 'r' }\r\n`],
  ['stormbench.config.json', '{\r\n  "results": "r"\r\n}\r\n'],
])('%s is read', async (name, text) => {
  const desk = new Desk()
  try {
    expect(await readConfig(desk.file(name, text))).toEqual({ results: 'r' })
  } finally {
    desk.remove()
  }
})

test.each([
  ['json', '{"results":', 'is not readable as json'],
  ['json', '[]', 'must hold an object with options'],
  ['json', '{"results":1}', 'stormbench.config.json: results: must be a string, got 1'],
  ['json', '{"result":"r"}', 'result: is not an option here, got "r"; did you mean results?'],
  ['json', '{"suites":[]}', 'suites: must have at least 1 entries, got []'],
  [
    'ts',
    'export default defineConfig({',
    'stormbench.config.ts: could not be loaded: Expected identifier but found end of file',
  ],
  ['mjs', 'export const config = {}', 'it must `export default defineConfig({ ... })`'],
  ['js', '\nthrow new Error("no results today")', 'no results today (at stormbench.config.js:2)'],
  ['ts', 'export default { suites: () => [] }', 'suites: must be plain data, got a function'],
])('a broken configuration says why: %s %s', async (ending, text, message) => {
  await expect(readConfig(desk.file(`stormbench.config.${ending}`, text))).rejects.toThrow(message)
})

test('two configurations in a folder are a mistake that names both', () => {
  const both = new Desk()
  both.file('stormbench.config.json', {})
  both.file('stormbench.config.ts', '')
  expect(() => configFileIn(both.folder)).toThrow(
    `${both.folder}: must have one configuration, got stormbench.config.ts and stormbench.config.json`,
  )
  both.remove()
})

test('a configuration with another ending is not passed over in silence', () => {
  const other = new Desk()
  const path = other.file('stormbench.config.yaml', '')
  expect(() => configFileIn(other.folder)).toThrow(`${path}: must be named one of stormbench.config.ts, `)
  other.remove()
})

test('a broken configuration stops the commands that need it, and no help', async () => {
  desk.file('folder/stormbench.config.json', '{}')
  const broken = new Desk()
  broken.file('stormbench.config.json', '{"out":"r"}')
  expect(await broken.run('run', '--help')).toMatchObject({ code: 0, err: '' })
  expect(await broken.run('run', 'burst', '--clock', 'virtual')).toEqual({
    code: 2,
    out: '',
    err: 'stormbench.config.json: out: is not an option here, got "r"\n',
  })
  broken.remove()
})
