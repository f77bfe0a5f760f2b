import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { PACKAGE } from '../../bench/core/own-code.ts'

/** The checkout this program is in. */
export const ROOT = fileURLToPath(PACKAGE)

/** Output of git, run in the checkout. @throws CannotRunError with git's error text. */
export function git(...args: string[]): string {
  return gitWith({}, ...args)
}

function gitWith(env: Readonly<Record<string, string>>, ...args: string[]): string {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }
    return execFileSync('git', args, { ...options, cwd: ROOT, env: { ...process.env, ...env } }).trim()
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new CannotRunError(`git ${args.join(' ')}: ${stderr?.trim() || (error as Error).message}`)
  }
}

/**
 * The commit that a branch, tag or hash means. @throws ConfigError when git knows none, CannotRunError outside a
 * repository.
 */
export function commitOf(option: string, ref: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  } catch {
    // Without git or outside a repository there is no name that would do.
    git('rev-parse', '--git-dir')
    throw new ConfigError(`${option}: must be a commit, branch or tag of this repository, got ${JSON.stringify(ref)}`)
  }
}

/** The tree that a commit holds: equal trees are equal code. */
export function treeOf(commit: string): string {
  return git('rev-parse', `${commit}^{tree}`)
}

/**
 * The working tree as a commit, with changes that are not committed and new files that are not ignored; HEAD when
 * nothing differs. Branch, index and stashes stay as they are: the commit is made through a temporary index, and
 * nothing points to it.
 */
export function workingTreeCommit(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stormbench-index-'))
  const index = { GIT_INDEX_FILE: join(folder, 'index') }
  try {
    gitWith(index, 'read-tree', 'HEAD')
    gitWith(index, 'add', '--all')
    const tree = gitWith(index, 'write-tree')
    if (tree === treeOf('HEAD')) return git('rev-parse', 'HEAD')
    const identity = ['-c', 'user.name=stormbench', '-c', 'user.email=stormbench@localhost']
    return git(...identity, 'commit-tree', tree, '-p', 'HEAD', '-m', 'working tree')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
