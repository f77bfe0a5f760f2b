import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { git, ROOT } from '../cli/git.ts'

/**
 * Checkouts of other commits in a temporary folder, ready to run. `remove` deletes them, and so does the end of the
 * process.
 */
export class Worktrees {
  readonly #folder = mkdtempSync(join(tmpdir(), 'stormbench-'))
  readonly #paths: string[] = []
  readonly #onExit = () => this.#removeAll()

  constructor() {
    process.once('exit', this.#onExit)
  }

  /** Checks a commit out and installs what it needs. @throws CannotRunError when that does not work. */
  async add(name: string, commit: string, signal: AbortSignal): Promise<string> {
    const path = join(this.#folder, name)
    try {
      this.#paths.push(path)
      git(ROOT, 'worktree', 'add', '--detach', '--force', path, commit)
      await install(path, signal)
      return path
    } catch (error) {
      throw new CannotRunError(`${name}: ${(error as Error).message}`)
    }
  }

  remove(): void {
    process.off('exit', this.#onExit)
    this.#removeAll()
  }

  #removeAll(): void {
    for (const path of this.#paths.splice(0)) {
      // A worktree that git cannot remove is deleted below, and `prune` makes git forget it.
      try {
        git(ROOT, 'worktree', 'remove', '--force', path)
      } catch {}
    }
    rmSync(this.#folder, { recursive: true, force: true })
    try {
      git(ROOT, 'worktree', 'prune')
    } catch {}
  }
}

/** Packages of the same lock file are shared with this checkout; others are installed. */
async function install(path: string, signal: AbortSignal): Promise<void> {
  const own = join(ROOT, 'node_modules')
  if (existsSync(own) && lockOf(path) === lockOf(ROOT)) symlinkSync(own, join(path, 'node_modules'), 'dir')
  else await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: path, signal })
}

function lockOf(path: string): string {
  return readFileSync(join(path, 'package-lock.json'), 'utf8')
}
