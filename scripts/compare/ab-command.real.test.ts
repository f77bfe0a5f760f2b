import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { git, ROOT } from '../cli/git.ts'
import { runProgram } from '../program.ts'
import { projectAt } from '../project/find-project.ts'
import { captured, Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

/** Runs a command on this repository, from a folder elsewhere. */
async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { console, printed } = captured()
  const code = await runProgram(argv, console, { folder: desk.folder, project: () => projectAt(ROOT) })
  return { code, ...printed }
}

/** Their folders; what they have checked out may change meanwhile. */
const worktrees = () => git(ROOT, 'worktree', 'list', '--porcelain').match(/^worktree .*$/gm)

test('two checkouts of the same code are equal, and nothing but the results is left', async () => {
  const before = worktrees()
  const suite = desk.file('small.json', SMALL_SUITE)
  const { code, out } = await run(
    'ab',
    'HEAD',
    suite,
    '--head',
    'HEAD',
    '--clock',
    'virtual',
    '--pairs',
    '2',
    '--out',
    'ab',
  )
  expect([code, out]).toEqual([0, expect.stringContaining('Base and head are the same code.')])
  expect(worktrees()).toEqual(before)
  for (const side of ['base', 'head']) {
    const { runs } = JSON.parse(readFileSync(join(desk.folder, 'ab', side, 'run.json'), 'utf8'))
    expect(runs.map(({ arm, seed }: { arm: string; seed: number }) => [arm, seed])).toEqual([
      ['rpc', 7],
      ['rpc', 8],
      ['queue', 7],
      ['queue', 8],
    ])
  }
})

test('in real time the sides take turns, and too few pairs are reported', async () => {
  // The medians of one arm are now and then in the same bucket on both sides, and then equal; not those of four.
  const { rpc } = SMALL_SUITE.arms
  const suite = desk.file('four.json', { ...SMALL_SUITE, arms: { a: rpc, b: rpc, c: rpc, d: rpc } })
  const { code, out, err } = await run('aa', suite, '--pairs', '1', '--noise', 'noise.csv', '--out', 'aa')
  expect([code, out]).toEqual([3, expect.stringMatching(/undetectable/)])
  expect(out).toContain('1 pair in turn, seed 7.')
  expect(err).toContain('pair 1/1: base, seed 7')
  const { interleaved, environment } = JSON.parse(readFileSync(join(desk.folder, 'aa/head/run.json'), 'utf8'))
  expect([typeof interleaved, environment.class]).toEqual(['string', expect.stringContaining('node')])
  expect(existsSync(join(desk.folder, 'noise.csv'))).toBe(true)
})

test.each([
  [['ab', 'no-such-commit'], 2, 'ref: must be a commit, branch or tag of this repository, got "no-such-commit"'],
  [['ab', 'HEAD', '--head', 'nope'], 2, '--head: must be a commit'],
  [['ab', 'HEAD', '--pairs', '0'], 2, 'It must be a whole number from 1 to 1000'],
])('%j is a mistake', async (argv, exit, message) => {
  const { code, err } = await run(...argv)
  expect([code, err]).toEqual([exit, expect.stringContaining(message)])
})

test('a suite that nobody knows is a mistake before anything is checked out', async () => {
  const { code, err } = await run(
    'ab',
    'HEAD',
    'no-such-suite',
    '--head',
    'HEAD',
    '--clock',
    'virtual',
    '--out',
    'none',
  )
  expect([code, err]).toEqual([2, expect.stringMatching(/suite: must be one of .*no-such-suite/s)])
})
