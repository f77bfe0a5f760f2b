import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { PACKAGE } from '../../bench/core/own-code.ts'

/** The checkout this program is in. */
export const ROOT = fileURLToPath(PACKAGE)

/** Output of git, run in a folder. @throws CannotRunError with git's error text. */
export function git(folder: string, ...args: string[]): string {
  return gitWith({}, folder, ...args)
}

/** Variables that a hook of git sets. They would point each command to the repository of the hook. */
const OF_HOOKS = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined }

function gitWith(env: Readonly<Record<string, string>>, folder: string, ...args: string[]): string {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }
    return execFileSync('git', args, { ...options, cwd: folder, env: { ...process.env, ...OF_HOOKS, ...env } }).trim()
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new CannotRunError(`git ${args.join(' ')}: ${stderr?.trim() || (error as Error).message}`)
  }
}

/** Refuses a folder without git or outside a repository. @throws CannotRunError with what is missing. */
export function needRepository(folder: string): void {
  try {
    git(folder, 'rev-parse', '--verify', '--quiet', 'HEAD')
  } catch {
    throw new CannotRunError(whyNoRepository(folder))
  }
}

function whyNoRepository(folder: string): string {
  try {
    git(folder, '--version')
  } catch {
    return 'git must be installed to compare commits: the program git was not found'
  }
  try {
    git(folder, 'rev-parse', '--git-dir')
    return `${folder}: must have a commit to compare with; its repository has none yet`
  } catch {
    return `${folder}: must be in a git repository, so that its commits can be compared`
  }
}

/** The top folder of the repository that holds a folder. @throws CannotRunError when there is none. */
export function topOf(folder: string): string {
  return resolve(folder, git(folder, 'rev-parse', '--show-cdup'))
}

/** Whether git leaves a file out of all commits. */
export function isIgnored(folder: string, file: string): boolean {
  try {
    git(folder, 'check-ignore', '--quiet', file)
    return true
  } catch {
    return false
  }
}

/** Commit of the repository that holds a folder, and whether files differ from it; null where there is none. */
export function repositoryState(folder: string): { readonly commit: string | null; readonly dirty: boolean } {
  try {
    return { commit: git(folder, 'rev-parse', 'HEAD'), dirty: git(folder, 'status', '--porcelain') !== '' }
  } catch (error) {
    if (error instanceof CannotRunError) return { commit: null, dirty: false }
    throw error
  }
}

/**
 * The commit that a branch, tag or hash means. @throws ConfigError when git knows none, CannotRunError outside a
 * repository.
 */
export function commitOf(folder: string, option: string, ref: string): string {
  try {
    return git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  } catch {
    // Without git or outside a repository there is no name that would do.
    git(folder, 'rev-parse', '--git-dir')
    throw new ConfigError(`${option}: must be a commit, branch or tag of this repository, got ${JSON.stringify(ref)}`)
  }
}

/** The tree that a commit holds: equal trees are equal code. */
export function treeOf(folder: string, commit: string): string {
  return git(folder, 'rev-parse', `${commit}^{tree}`)
}

/**
 * The working tree of a repository as a commit, with changes that are not committed and new files that are not ignored;
 * HEAD when nothing differs. Branch, index and stashes stay as they are: the commit is made through a temporary index,
 * and nothing points to it.
 */
export function workingTreeCommit(folder: string): string {
  const temporary = mkdtempSync(join(tmpdir(), 'stormbench-index-'))
  const index = { GIT_INDEX_FILE: join(temporary, 'index') }
  try {
    gitWith(index, folder, 'read-tree', 'HEAD')
    gitWith(index, folder, 'add', '--all')
    const tree = gitWith(index, folder, 'write-tree')
    if (tree === treeOf(folder, 'HEAD')) return git(folder, 'rev-parse', 'HEAD')
    const identity = ['-c', 'user.name=stormbench', '-c', 'user.email=stormbench@localhost']
    return git(folder, ...identity, 'commit-tree', tree, '-p', 'HEAD', '-m', 'working tree')
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
