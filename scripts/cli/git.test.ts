import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { commitOf, git, ROOT, repositoryState, treeOf, workingTreeCommit } from './git.ts'

test('a commit is found by branch, tag or hash', () => {
  expect(commitOf(ROOT, 'ref', 'HEAD')).toBe(git(ROOT, 'rev-parse', 'HEAD'))
})

test.each(['no-such-branch', '', '--help'])('what names no commit is refused: %j', (ref) => {
  expect(() => commitOf(ROOT, 'ref', ref)).toThrow(
    new ConfigError(`ref: must be a commit, branch or tag of this repository, got ${JSON.stringify(ref)}`),
  )
})

test('the repository of a hook of git does not stand in for that of the folder', () => {
  const commit = git(ROOT, 'rev-parse', 'HEAD')
  vi.stubEnv('GIT_DIR', '/nowhere')
  try {
    expect(git(ROOT, 'rev-parse', 'HEAD')).toBe(commit)
  } finally {
    vi.unstubAllEnvs()
  }
})

test('the working tree as a commit leaves branch, index and stashes as they are', () => {
  const state = () => [git(ROOT, 'rev-parse', 'HEAD'), git(ROOT, 'status', '--porcelain'), git(ROOT, 'stash', 'list')]
  const before = state()
  const commit = workingTreeCommit(ROOT)
  expect(state()).toEqual(before)
  const changed = git(ROOT, 'diff', '--name-only', 'HEAD', commit).split('\n')
  expect(changed).toEqual(git(ROOT, 'status', '--porcelain') === '' ? [''] : expect.not.arrayContaining(['']))
  expect(treeOf(ROOT, commit) === treeOf(ROOT, 'HEAD')).toBe(commit === git(ROOT, 'rev-parse', 'HEAD'))
})

test('a folder outside of a repository has no commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stormbench-'))
  expect(repositoryState(folder)).toEqual({ commit: null, dirty: false })
  rmSync(folder, { recursive: true })
})
