import { expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { commitOf, git, treeOf, workingTreeCommit } from './git.ts'

test('a commit is found by branch, tag or hash', () => {
  expect(commitOf('ref', 'HEAD')).toBe(git('rev-parse', 'HEAD'))
})

test.each(['no-such-branch', '', '--help'])('what names no commit is refused: %j', (ref) => {
  expect(() => commitOf('ref', ref)).toThrow(
    new ConfigError(`ref: must be a commit, branch or tag of this repository, got ${JSON.stringify(ref)}`),
  )
})

test('the working tree as a commit leaves branch, index and stashes as they are', () => {
  const state = () => [git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('stash', 'list')]
  const before = state()
  const commit = workingTreeCommit()
  expect(state()).toEqual(before)
  const changed = git('diff', '--name-only', 'HEAD', commit).split('\n')
  expect(changed).toEqual(git('status', '--porcelain') === '' ? [''] : expect.not.arrayContaining(['']))
  expect(treeOf(commit) === treeOf('HEAD')).toBe(commit === git('rev-parse', 'HEAD'))
})
