import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { isoNow } from '../bench/core/real-clock.ts'
import type { RunData } from '../reports/run-data.ts'

const ROOT = new URL('..', import.meta.url)

/** The version of this package. */
export const { version: VERSION } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  version: string
}

/** Where and with what a run was made. */
export function environmentOf(command: readonly string[]): RunData['environment'] {
  return {
    stormbench: VERSION,
    commit: git('rev-parse', 'HEAD'),
    dirty: (git('status', '--porcelain') ?? '') !== '',
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    command: command.join(' '),
    startedAt: isoNow(),
  }
}

/** Null outside a git checkout, or without git. */
function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
