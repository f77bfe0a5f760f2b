import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../program.ts'
import { projectAt } from '../project/find-project.ts'
import { captured, Desk } from '../testing.ts'

/** A load that two slots cannot bear, so that retries show. */
const SUITE = {
  name: 'small',
  question: 'Who retries too much?',
  repeats: 1,
  deadlineMs: 2000,
  load: '2s@120',
  target: { model: 'workers', slots: 2, service: { kind: 'exponential', meanMs: 20 } },
}

/** For tests: a suite whose arm retries this often. */
export function retrySuite(retriesMax: number, name = 'small'): object {
  const policy = [
    { kind: 'retry', retriesMax },
    { kind: 'timeout', timeoutMs: 200 },
  ]
  return { ...SUITE, name, arms: { rpc: { style: 'rpc', policy } } }
}

/** For tests: a git repository of a user, in whose project the program runs. */
export class Repository extends Desk {
  readonly project: string

  /** `prefix`: the folder of the project in the repository. */
  constructor(prefix = '') {
    super()
    this.project = join(this.folder, prefix)
    mkdirSync(this.project, { recursive: true })
    this.git('init', '--quiet', '--initial-branch', 'main')
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=someone', '-c', 'user.email=someone@localhost']
    return execFileSync('git', [...identity, ...args], { cwd: this.folder, stdio: 'pipe' })
      .toString()
      .trim()
  }

  /** Commits everything, and returns the hash. */
  commit(message: string): string {
    this.git('add', '--all')
    this.git('commit', '--quiet', '--message', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** Compares in virtual time with few seeds. Its results are no files of a commit. */
  async ab(ref: string, ...rest: string[]): Promise<{ code: number; out: string; err: string }> {
    const { console, printed } = captured()
    const place = { folder: this.project, project: () => projectAt(this.project, this.project) }
    const argv = ['ab', ref, '--clock', 'virtual', '--pairs', '2', '--out', join(this.folder, '.git/out'), ...rest]
    const code = await runProgram(argv, console, place)
    return { code, ...printed }
  }

  /** Folders that worktrees have left behind. */
  leftOver(): string[] {
    return this.git('worktree', 'list').split('\n').slice(1)
  }
}
