import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readJunit } from '../../reports/export/testing.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const read = (name: string) => readFileSync(join(desk.folder, name), 'utf8')

/** Text that a terminal, markdown, XML or a spreadsheet would obey. */
const HOSTILE =
  '=cmd|@all \u001b[31mred\u009b2J \u202eback <script>x</script> **bold** [link](http://evil) `tick\n# title\nINVALID: forged'
const SUITE = `
const text = ${JSON.stringify(HOSTILE)}
const fails = { kind: 'custom', name: 'fails', create: () => (call) => (request, settle) => { settle({ kind: 'failed', reason: text }); return () => undefined } }
export default { ...${JSON.stringify(SMALL_SUITE)}, question: text, about: text, arms: { rpc: { style: 'rpc', policy: [fails] } }, thresholds: { 'goodput': ['value>100000'] } }
`

let printed = ''
beforeAll(async () => {
  desk.file('suite.mjs', SUITE)
  const { out, err, code } = await desk.run('suite.mjs', '--clock', 'virtual', '--out', 'out')
  expect(code).toBe(1)
  printed = out + err
  await desk.run('compare', 'out', 'out', '--out', 'compared')
  await desk.run('export', 'out', '--format', 'junit')
})

test('a terminal shows control characters, and a suite cannot forge a line', () => {
  expect(printed).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
  expect(printed).toContain('=cmd|@all \\u001b[31mred\\u009b2J \\u202eback <script>')
  expect(printed.split('\n').filter((line) => line.startsWith('INVALID'))).toEqual([])
})

test('a report shows the text of a suite, and nothing in it takes effect', () => {
  const report = read('out/report.md')
  const written =
    '=cmd\\|@&#8203;all \\u001b[31mred\\u009b2J \\u202eback \\<script>x\\</script> \\*\\*bold\\*\\* [link]\\(http\\://evil) \\`tick # title INVALID: forged'
  expect(report).toContain(`\n**${written}**\n`)
  expect(report).toContain(`| failed: ${written.slice(0, 20)}`)
  expect(report.split('\n').filter((line) => line.startsWith('# '))).toEqual(['# stormbench report'])
})

test('no file of a result or of a comparison has a control character', () => {
  for (const folder of ['out', 'compared']) {
    for (const name of readdirSync(join(desk.folder, folder)))
      expect(read(join(folder, name)), name).not.toMatch(/[^\n\P{Cc}]/u)
  }
})

test('a test report can be parsed', () => {
  expect(readJunit(read('out/junit.xml')).testsuite.length).toBe(2)
})

test('an error that a suite throws while it loads is shown, and cut', async () => {
  desk.file('throws.mjs', `throw new Error(${JSON.stringify(HOSTILE)} + 'x\\n'.repeat(1000) + 'y'.repeat(100000))`)
  const { code, err } = await desk.run('throws.mjs', '--clock', 'virtual')
  expect(code).toBe(2)
  expect(err).toContain('\\u001b[31mred')
  expect(err).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
  expect(err.length).toBeLessThan(10_000)
})
