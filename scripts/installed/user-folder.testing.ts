import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Limit of one command, which may install packages. */
const COMMAND_MAX_MS = 400_000

/**
 * Variables that a command of a user has. Those that npm sets for the scripts of this package would point back to it.
 */
const KEPT = /^(PATH|HOME|TMPDIR|LANG|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|npm_config_(registry|cache|cafile))$/i

/** Exit code and output of a command. */
interface Ended {
  readonly code: number | null
  /** Standard output, then standard error. */
  readonly text: string
}

/** For tests: a folder of somebody else, outside this checkout. Its first file makes it. */
export class UserFolder {
  readonly path = join(tmpdir(), `stormbench-user-${randomUUID()}`)

  /** Writes a file into the folder. */
  file(name: string, content: string): void {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }

  /** Runs a command line, as typed in the folder. */
  run(line: string): Ended {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name)))
    const { status, stdout, stderr, error } = spawnSync(line, {
      cwd: this.path,
      env: { ...env, CI: 'true' },
      shell: true,
      encoding: 'utf8',
      timeout: COMMAND_MAX_MS,
    })
    return { code: status, text: `${stdout}${stderr}${error ?? ''}` }
  }

  /** Runs a command line that must end with code 0, and returns its output. @throws Error with its output. */
  must(line: string): string {
    const { code, text } = this.run(line)
    if (code !== 0) throw new Error(`${line}: exit code ${code}\n${text}`)
    return text
  }

  /** Replaces the first such text of a file. @throws Error when there is none. */
  edit(name: string, before: string, after: string): void {
    const text = readFileSync(join(this.path, name), 'utf8')
    if (!text.includes(before)) throw new Error(`${name} has no ${before}`)
    this.file(name, text.replace(before, after))
  }

  /** Commits all that is not ignored. */
  commit(message: string): void {
    this.must('git add --all')
    this.must(`git -c user.name=user -c user.email=user@localhost commit --quiet --message "${message}"`)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
