import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NotJudgedError } from '../cli/exit-code.ts'
import { git, topOf } from '../cli/git.ts'
import { type InstallOptions, install, type ProjectPlace } from './install.ts'

/**
 * Checkouts of other commits in a temporary folder, ready to run. `remove` deletes them, and so does the end of the
 * process.
 */
export class Worktrees {
  readonly #own: ProjectPlace
  /** The project's folder as it is named in its repository. Empty at the top, else it ends in `/`. */
  readonly #prefix: string
  readonly #folder = mkdtempSync(join(realpathSync(tmpdir()), 'stormbench-'))
  readonly #paths: string[] = []
  readonly #onExit = () => this.#removeAll()

  /** `project`: the folder of the project in the working tree. @throws CannotRunError outside a repository. */
  constructor(project: string) {
    this.#prefix = git(project, 'rev-parse', '--show-prefix')
    this.#own = { project, top: topOf(project) }
    process.once('exit', this.#onExit)
  }

  /** The project in the working tree. */
  get own(): ProjectPlace {
    return this.#own
  }

  /** Checks a commit out. @throws CannotRunError when git cannot, NotJudgedError when it does not have the project. */
  add(name: string, commit: string): ProjectPlace {
    const top = join(this.#folder, name)
    this.#paths.push(top)
    git(this.#own.project, 'worktree', 'add', '--detach', '--force', top, commit)
    const project = join(top, this.#prefix)
    if (existsSync(project)) return { project, top }
    throw new NotJudgedError(`${name}: commit ${commit.slice(0, 12)} has no folder ${this.#prefix}`)
  }

  /** Installs the packages of a checkout, and says how. @throws CannotRunError, ConfigError when that does not work. */
  install(place: ProjectPlace, options: InstallOptions): Promise<string> {
    return install(place, this.#own, options)
  }

  remove(): void {
    process.off('exit', this.#onExit)
    this.#removeAll()
  }

  #removeAll(): void {
    const { project } = this.#own
    for (const path of this.#paths.splice(0)) {
      // A worktree that git cannot remove is deleted below, and `prune` makes git forget it.
      try {
        git(project, 'worktree', 'remove', '--force', path)
      } catch {}
    }
    rmSync(this.#folder, { recursive: true, force: true })
    try {
      git(project, 'worktree', 'prune')
    } catch {}
  }
}
