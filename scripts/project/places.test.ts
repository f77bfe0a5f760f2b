import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runProgram } from '../program.ts'
import { captured, Desk, SMALL_SUITE } from '../testing.ts'
import { projectAt } from './find-project.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

/** Runs a command for a user who stands in a folder of the desk, and returns its exit code and what it printed. */
async function runFrom(folder: string, ...argv: string[]) {
  const { console, printed } = captured()
  const place = { folder: join(desk.folder, folder), project: () => projectAt(join(desk.folder, folder), desk.folder) }
  return { code: await runProgram(argv, console, place), ...printed }
}

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: desk.folder })
    .toString()
    .trim()

test('results and history go to the places of the project, wherever its user stands', async () => {
  desk.file('package.json', {})
  desk.file('bench/checkout.suite.json', SMALL_SUITE)
  desk.file('src/deep/keep', '')
  const { code, out } = await runFrom('src/deep', 'run', 'checkout', '--clock', 'virtual')
  const [result] = readdirSync(join(desk.folder, 'stormbench-results'))
  expect([code, out]).toEqual([
    0,
    expect.stringContaining(`results in ${join(desk.folder, 'stormbench-results', result!)}:`),
  ])
  const added = await runFrom('src', 'history', 'add', join('../stormbench-results', result!))
  expect([added.code, existsSync(join(desk.folder, 'bench/history.csv'))]).toEqual([0, true])
  expect(readdirSync(desk.folder).sort()).toEqual(['bench', 'package.json', 'src', 'stormbench-results'])
  expect(readdirSync(join(desk.folder, 'src'), { recursive: true }).sort()).toEqual(['deep', 'deep/keep'])
})

test('commit and uncommitted changes of a result are those of the project, and none outside of a repository', async () => {
  desk.file('bench/checkout.suite.json', SMALL_SUITE)
  const environment = async (out: string) => {
    await desk.run('run', 'checkout', '--clock', 'virtual', '--out', `results/${out}`)
    const { commit, dirty } = JSON.parse(
      readFileSync(join(desk.folder, 'results', out, 'run.json'), 'utf8'),
    ).environment
    return { commit, dirty }
  }
  expect(await environment('outside')).toEqual({ commit: null, dirty: false })
  desk.file('.gitignore', 'results\n')
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'first')
  const commit = git('rev-parse', 'HEAD')
  expect(await environment('clean')).toEqual({ commit, dirty: false })
  desk.file('bench/new.suite.json', '')
  expect(await environment('dirty')).toEqual({ commit, dirty: true })
})

test('a project whose path has spaces and signs of patterns, with line ends of Windows in all its files', async () => {
  const root = 'my [first] (project) 100% #1 ü'
  const crlf = (text: string) => text.replaceAll('\n', '\r\n')
  const suite = { ...SMALL_SUITE, load: { trace: { file: 'due times.csv' } } }
  desk.file(
    `${root}/stormbench.config.ts`,
    crlf(
      `import { defineConfig } from 'stormbench'\n\nexport default defineConfig({ suites: ['load tests/*.suite.*'] })\n`,
    ),
  )
  desk.file(`${root}/load tests/json.suite.json`, crlf(JSON.stringify({ ...suite, name: 'json' }, undefined, 2)))
  desk.file(
    `${root}/load tests/ts.suite.ts`,
    crlf(`// A comment\nexport default ${JSON.stringify({ ...suite, name: 'ts' }, undefined, 2)}\n`),
  )
  desk.file(`${root}/load tests/yaml.suite.yaml`, crlf(`# A comment\nname: yaml\n${yamlOf(suite)}`))
  desk.file(`${root}/load tests/due times.csv`, crlf('due_ms\n0\n10\n20\n'))
  const { code, out, err } = await runFrom(root, 'run', '--clock', 'virtual', '--json')
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out).suites.map((one: { suite: string }) => one.suite)).toEqual(['json', 'ts', 'yaml'])
})

/** A suite as YAML, without its name. JSON is YAML. */
function yamlOf({ name: _, ...suite }: Record<string, unknown>): string {
  return Object.entries(suite)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('')
}
