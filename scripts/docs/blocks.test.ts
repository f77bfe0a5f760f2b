import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { cellsOf } from '../../bench/cell.ts'
import { PACKAGE } from '../../bench/core/own-code.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { SUITES } from '../../bench/suites/catalogue.ts'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import { readConfig } from '../project/config-file.ts'
import { readSuiteFile } from '../suite/suite-file.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { commandLines } from './command-lines.ts'
import { pages, projectPage } from './pages.ts'

const { scripts } = JSON.parse(projectPage('package.json').text) as { scripts: Readonly<Record<string, string>> }
const desk = new Desk()
// The packages of a user, which a suite imports.
symlinkSync(fileURLToPath(new URL('node_modules', PACKAGE)), join(desk.folder, 'node_modules'), 'junction')
afterAll(() => desk.remove())

interface Block {
  readonly page: string
  readonly language: string
  readonly code: string
}

const blocks: readonly Block[] = pages().flatMap(({ path, text }) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
    page: path,
    language: language!,
    code: code!,
  })),
)
const of = (language: string) => blocks.filter((block) => block.language === language)

test('every block has a language that is run, parsed or output', () => {
  const known = ['sh', 'ts', 'js', 'yaml', 'text']
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([])
})

const configurations = of('ts').filter(({ code }) => code.includes('defineConfig'))

test.each(configurations)('a ts block of $page with defineConfig is a configuration', async ({ code }) => {
  expect(Object.keys(await readConfig(desk.file('configured/stormbench.config.ts', code)))).toContain('suites')
})

/** Tests that import a suite of a project. Those of README run in scripts/installed, others in library.test.ts. */
const isTest = ({ code }: Block) => code.includes("from 'vitest'")
const suites = of('ts').filter((block) => !configurations.includes(block) && !isTest(block))

test.each(suites)('a ts block of $page is a suite', async ({ code }) => {
  const suite = parseSuite(await readSuiteFile(desk.file('my-suite.ts', code)))
  expect(cellsOf(suite).length).toBeGreaterThan(0)
})

test.each(of('js'))('a js block of $page is a policy', async ({ code }) => {
  const suite = `export default { ...${JSON.stringify(SMALL_SUITE)}, arms: { rpc: { style: 'rpc', policy: [${code}] } } }`
  const file = desk.file('policy.ts', `import { custom } from 'stormbench'\n${suite}`)
  parseSuite(await readSuiteFile(file))
})

/** Options of an RPC arm and of a queue arm; all others are of the suite. */
const [RPC, QUEUE] = [['policy'], ['broker', 'consumers', 'redelivery', 'redrive']]

test.each(of('yaml'))('a yaml block of $page is a suite or a part of one', ({ code }) => {
  const options = Object.entries(parse(code) as object)
  const within = (names: readonly string[]) => Object.fromEntries(options.filter(([name]) => names.includes(name)))
  const { rpc, queue } = SMALL_SUITE.arms
  const arms = { rpc: { ...rpc, ...within(RPC) }, queue: { ...queue, ...within(QUEUE) } }
  const rest = Object.fromEntries(options.filter(([name]) => ![...RPC, ...QUEUE].includes(name)))
  parseSuite({ ...SMALL_SUITE, load: '20s@100', arms, ...rest })
})

test('the thresholds of compare-and-ci hold for a run that is like the one before', async () => {
  const thresholds = of('yaml').find(({ page, code }) => page.endsWith('ci.md') && code.startsWith('thresholds'))!.code
  const faults = [{ kind: 'slow', factor: 2, fromMs: 1000, toMs: 2000 }]
  const suite = stringify({ ...SMALL_SUITE, load: '15s@100', faults })
  await desk.run('run', desk.file('before.yaml', suite), '--clock', 'virtual', '--out', 'bench/baseline')
  const { code, out } = await desk.run('run', desk.file('after.yaml', suite + thresholds), '--clock', 'virtual')
  expect([code, out.match(/ ok$/gm)?.length]).toEqual([0, 8])
})

test('every command is understood, with its options', async () => {
  const lines = [...pages(), projectPage('CONTRIBUTING.md')].flatMap(({ text }) => commandLines(text))
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(lines.map(({ script }) => script))]))
  const unknown: string[] = []
  for (const { script, words } of lines) {
    const own = script === 'bench' ? words : [script, ...words]
    if (own[0] === undefined || !/-- \w+$|scripts\/main.ts$/.test(scripts[script]!)) continue
    const path = ['history', 'brokers'].includes(own[0]) ? own.slice(0, 2) : own.slice(0, 1)
    const { code, out } = await desk.run(...path, '--help')
    const options = own.filter((word) => word.startsWith('--') && word !== '--')
    if (code !== 0 || options.some((option) => !out.includes(option))) unknown.push(own.join(' '))
  }
  expect(lines.length).toBeGreaterThan(50)
  expect(unknown).toEqual([])
})

test('the pages show a result of every default suite', () => {
  const all = of('text').map(({ code }) => code)
  for (const suite of SUITES.filter(({ name }) => DEFAULT_SUITES.includes(name))) {
    const head = new RegExp(`^${suite.name}  \\d[^\\n]*\\n\\n`, 'm')
    expect(all.filter((code) => head.test(code) && code.includes(`\n\n${suite.question}\n\n`)).length).toBe(1)
  }
})
