import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseSuite } from '../../bench/parse-suite.ts'
import { runProgram } from '../program.ts'
import { readSuiteFile } from '../suite/suite-file.ts'
import { captured, Desk } from '../testing.ts'
import { projectAt } from './find-project.ts'
import { INIT_FORMATS } from './init-format.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())
const read = (path: string) => readFileSync(join(desk.folder, path), 'utf8')
const everything = () => readdirSync(desk.folder, { recursive: true, encoding: 'utf8' }).sort()

test('a project with TypeScript gets two suites, a script and an ignored folder, and the next command', async () => {
  desk.file('package.json', '{\n  "type": "module",\n  "devDependencies": { "typescript": "*" }\n}\n')
  expect(await desk.run('init')).toEqual({
    code: 0,
    out:
      'new: bench/retries.suite.ts\nnew: bench/service.suite.ts\nchanged: package.json (script bench)\n' +
      'new: .gitignore (node_modules/, stormbench-results/)\n\nnext: npm run bench -- run retries --clock virtual\n',
    err: '',
  })
  expect(JSON.parse(read('package.json'))).toEqual({
    type: 'module',
    devDependencies: { typescript: '*' },
    scripts: { bench: 'stormbench' },
  })
  expect(read('.gitignore')).toBe('node_modules/\nstormbench-results/\n')
})

test('the first suite shows that naive retries keep a service down, and a budget does not', async () => {
  await desk.run('init')
  const { code, out } = await desk.run('run', '--clock', 'virtual')
  const verdictOf = (arm: string) => new RegExp(`^. ${arm} +(\\S+ \\S+)`, 'm').exec(out)?.[1]
  expect([code, ...['naive', 'budget', 'queue'].map(verdictOf)]).toEqual([0, 'stays down', 'back after', 'back at'])
})

describe('each form', () => {
  test.each(INIT_FORMATS)('%s is the same two suites', async (format) => {
    desk.file('package.json', { type: 'module' })
    await desk.run('init', '--format', format)
    const suites: unknown[] = []
    for (const name of ['retries', 'service'])
      suites.push(parseSuite(await readSuiteFile(join(desk.folder, `bench/${name}.suite.${format}`))))
    expect(suites).toMatchObject([{ name: 'retries' }, { name: 'service', onlyByName: true }])
    first ??= suites
    expect(suites).toEqual(first)
  })
  let first: unknown
})

test.each([
  [{ 'package.json': {} }, 'retries.suite.mjs'],
  [{ 'package.json': { type: 'module' } }, 'retries.suite.js'],
  [{ 'package.json': {}, 'tsconfig.json': {} }, 'retries.suite.mts'],
  [{}, 'retries.suite.yaml'],
])('the form follows from the project: %j', async (files, name) => {
  for (const [path, content] of Object.entries(files)) desk.file(path, content)
  expect((await desk.run('init')).code).toBe(0)
  expect(readdirSync(join(desk.folder, 'bench'))).toContain(name)
})

test('yaml and json name the schema of the installed package, also of one in a folder above', async () => {
  const folder = dirname(desk.file('packages/api/package.json', {}))
  desk.file('node_modules/stormbench/schema/suite.json', {})
  const place = { folder, project: () => projectAt(folder, desk.folder) }
  await runProgram(['init', '--format', 'yaml'], captured().console, place)
  const schema = '../../../node_modules/stormbench/schema/suite.json'
  const text = read('packages/api/bench/retries.suite.yaml')
  expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`)
  rmSync(join(folder, 'bench'), { recursive: true })
  await runProgram(['init', '--format', 'json'], captured().console, place)
  expect(JSON.parse(read('packages/api/bench/retries.suite.json'))).toMatchObject({ $schema: schema, name: 'retries' })
})

test('an empty folder becomes a project without a script', async () => {
  expect((await desk.run('init')).out).toContain('note: there is no package.json, so no script was added\n')
  expect(everything()).toEqual(['.gitignore', 'bench', 'bench/retries.suite.yaml', 'bench/service.suite.yaml'])
})

test('files of the user stay as they are, and all that are in the way are named', async () => {
  desk.file('package.json', '{"scripts": {"bench": "mine"}}')
  desk.file('bench/service.suite.mjs', 'mine')
  desk.file('bench/deep/retries.suite.json', 'mine')
  const before = everything()
  expect(await desk.run('init', '--format', 'js')).toEqual({
    code: 2,
    out: '',
    err:
      'init: must not replace bench/service.suite.mjs\ninit: must not replace bench/deep/retries.suite.json\n' +
      'Nothing was written. Move what is in the way, then try again.\n',
  })
  expect([everything(), read('bench/service.suite.mjs')]).toEqual([before, 'mine'])
})

test('other files of the folder do not matter; a script of this name, line ends and an ignored folder stay', async () => {
  desk.file('package.json', '{"scripts": {"bench": "mine"}}')
  desk.file('.gitignore', 'node_modules\r\n/stormbench-results')
  desk.file('bench/other.suite.yaml', '')
  const { code, out } = await desk.run('init')
  expect([code, out]).toEqual([
    0,
    expect.stringContaining('package.json has a script named bench, which stays as it is'),
  ])
  expect(out).toContain('note: .gitignore has stormbench-results/ already\n')
  expect(read('package.json')).toBe('{"scripts": {"bench": "mine"}}')
})

test('a line for git is added in the form of the file', async () => {
  desk.file('.gitignore', 'node_modules\r\ndist')
  await desk.run('init')
  expect(read('.gitignore')).toBe('node_modules\r\ndist\r\nstormbench-results/\r\n')
})

test.each(['{"name":', '[]'])('a package.json that is %j is a mistake, and nothing is written', async (text) => {
  const path = desk.file('package.json', text)
  expect(await desk.run('init')).toEqual({ code: 2, out: '', err: `${path}: must be a JSON object\n` })
  expect(everything()).toEqual(['package.json'])
})

test('a file where the folder must be ends with code 4, and everything is as before', async () => {
  desk.file('package.json', { type: 'module' })
  desk.file('bench', 'a file')
  const { code, err } = await desk.run('init')
  expect([code, err]).toEqual([4, expect.stringContaining('nothing was written: ')])
  expect([everything(), read('package.json')]).toEqual([['bench', 'package.json'], '{"type":"module"}'])
})

test('a configuration with other patterns is respected: the next command has the path', async () => {
  desk.file('stormbench.config.json', { suites: ['perf/*.ts'], results: '../elsewhere' })
  const { out } = await desk.run('init')
  expect(out).toContain('next: npm run bench -- run bench/retries.suite.yaml --clock virtual\n')
  expect(out).toContain('note: the results lie outside of the project, so .gitignore stays as it is\n')
})
