import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../project/config-file.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { readSuiteFile } from './suite-file.ts'

const desk = new Desk()
afterAll(() => desk.remove())

/** A text as editors on Windows save it: with a byte order mark and CRLF. */
const asOnWindows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`

const SUITE = JSON.stringify({ ...SMALL_SUITE, load: { trace: { file: 'trace.csv' } } }, undefined, 1)
const YAML = `${SUITE}\n# a comment\n`
const MODULE = `#!/usr/bin/env node
import { defineSuite } from 'stormbench'
const place: string = import.meta.url
export default defineSuite(${SUITE})
`

test.each([
  ['suite.json', SUITE],
  ['suite.yaml', YAML],
  ['suite.ts', MODULE],
])('%s means the same with CRLF and a byte order mark, and so does the trace that it names', async (name, text) => {
  desk.file('trace.csv', '0\n5\n10\n')
  const expected = await readSuiteFile(desk.file(name, text))
  desk.file('trace.csv', asOnWindows('0\n5\n10\n'))
  expect(await readSuiteFile(desk.file(name, asOnWindows(text)))).toEqual(expected)
})

test('so do the lines of a folded text in YAML', async () => {
  const question = 'question: >\n  Does it\n  hold?\n'
  expect(await readSuiteFile(desk.file('folded.yaml', asOnWindows(question)))).toEqual({ question: 'Does it hold?\n' })
})

test.each([
  ['stormbench.config.json', '{\n  "results": "out"\n}\n'],
  [
    'stormbench.config.ts',
    `import { defineConfig } from 'stormbench'\n\nexport default defineConfig({ results: 'out' })\n`,
  ],
])('so does %s', async (name, text) => {
  expect(await readConfig(desk.file(name, asOnWindows(text)))).toEqual({ results: 'out' })
})
