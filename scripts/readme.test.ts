import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { cellsOf } from '../bench/cell.ts'
import { LATENCY_ABOUT, METRICS } from '../bench/metrics/metric.ts'
import { parseSuite } from '../bench/parse-suite.ts'
import { DEFAULT_SUITES, SUITES } from '../bench/suites/catalogue.ts'
import { MEASURED_SUITES } from './suite/measured-suites.ts'
import { readSuiteFile } from './suite/suite-file.ts'
import { Desk, SMALL_SUITE } from './testing.ts'

const ROOT = new URL('..', import.meta.url)
const readme = readFileSync(new URL('README.md', ROOT), 'utf8')
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { scripts: object }
const desk = new Desk()
afterAll(() => desk.remove())

test('the suite in README is a suite', async () => {
  const code = /```ts\n([^`]*)```/.exec(readme)![1]!
  const suite = parseSuite(await readSuiteFile(desk.file('my-suite.ts', code)))
  expect(cellsOf(suite).map(({ arm }) => arm)).toEqual(['rpc', 'queue'])
})

test('the thresholds in README hold for a run that is like the one before', async () => {
  const thresholds = /```yaml\n(thresholds:[^`]*)```/.exec(readme)![1]!
  const faults = [{ kind: 'slow', factor: 2, fromMs: 1000, toMs: 2000 }]
  const suite = stringify({ ...SMALL_SUITE, load: '15s@100', faults })
  await desk.run('run', desk.file('before.yaml', suite), '--clock', 'virtual', '--out', 'baseline')
  const { code, out } = await desk.run('run', desk.file('after.yaml', suite + thresholds), '--clock', 'virtual')
  expect([code, out.match(/ ok$/gm)?.length]).toEqual([0, 8])
})

test('every command in README is understood', async () => {
  const names = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name)
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(names)]))
  const commands = [...readme.matchAll(/^npm run (?:-s )?bench -- ([^#\n]+)/gm)].map(([, line]) => line!.trim())
  expect(commands.length).toBeGreaterThan(5)
  for (const line of commands) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    const { code, out } = await desk.run(words[0]!, '--help')
    expect([words[0], code]).toEqual([words[0], 0])
    for (const option of words.filter((word) => word.startsWith('--'))) expect(out).toContain(option)
  }
})

test('README lists every suite and which run by default', () => {
  for (const name of [...SUITES.map((suite) => suite.name), ...MEASURED_SUITES]) {
    const mark = DEFAULT_SUITES.includes(name) ? ' (default)' : ''
    expect(readme).toContain(`| \`${name}\`${mark} |`)
  }
})

test('README defines every metric in the words of the code', () => {
  const table = /<!-- metrics -->\n([\s\S]*)<!-- \/metrics -->/.exec(readme)![1]
  const latencies = new RegExp(`^(${Object.keys(LATENCY_ABOUT).join('|')})_`)
  const rows = METRICS.filter(({ name }) => !latencies.test(name)).map(
    ({ name, unit, about }) => `| \`${name}\` | ${unit} | ${about} |`,
  )
  rows.push(...Object.entries(LATENCY_ABOUT).map(([name, about]) => `| \`${name}\` | us | ${about} |`))
  expect(table).toBe(`\n| metric | unit | definition |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`)
})

test('README shows a result of every default suite', () => {
  const result = /<!-- result -->\n([\s\S]*)<!-- \/result -->/.exec(readme)![1]
  for (const suite of SUITES.filter(({ name }) => DEFAULT_SUITES.includes(name))) {
    expect(result).toMatch(new RegExp(`\\n${suite.name}  \\d[^\\n]*\\n\\n`))
    expect(result).toContain(`\n\n${suite.question}\n\n`)
  }
})
