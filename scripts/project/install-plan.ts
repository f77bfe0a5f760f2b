import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { isRecord } from '../../bench/core/record.ts'
import { upTo } from './above.ts'
import { readPackage } from './package-json.ts'

/** How the packages of a folder are installed. */
export interface InstallPlan {
  /** The folder in which the command runs. */
  readonly folder: string
  /** Program and arguments, or a line for the shell that the user gave. */
  readonly command: readonly string[] | string
  /**
   * The file that decides which packages are installed: equal files give equal packages. Undefined when the command may
   * do more than install packages.
   */
  readonly decidedBy: string | undefined
  /** A remark on what was installed. */
  readonly note?: string
}

type Tool = 'npm' | 'pnpm' | 'yarn'

const TOOL_OF: Readonly<Record<string, Tool>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
}
/** Lock files of tools that are not called here, with the command that their users would give. */
const OTHERS: Readonly<Record<string, string>> = {
  'bun.lock': 'bun install --frozen-lockfile',
  'bun.lockb': 'bun install --frozen-lockfile',
  'deno.lock': 'deno install --frozen',
}
const QUIET = ['--no-audit', '--no-fund'] as const

/**
 * How to install the packages of a project. The lock file in the nearest folder up to `top` decides; undefined where
 * nothing is to be installed. `given`: a command that the user gave instead. @throws ConfigError when the lock files do
 * not decide.
 */
export function installPlan(project: string, top: string, given?: string): InstallPlan | undefined {
  const folders = upTo(project, top)
  const locked = folders.find((folder) => locksIn(folder).length > 0)
  const packed = folders.find((folder) => existsSync(join(folder, 'package.json')))
  if (given !== undefined) return { folder: locked ?? packed ?? project, command: given, decidedBy: undefined }
  if (locked !== undefined) return lockedPlan(locked)
  if (packed === undefined) return undefined
  return {
    folder: packed,
    command: ['npm', 'install', '--no-package-lock', ...QUIET],
    decidedBy: hasScripts(packed) ? undefined : join(packed, 'package.json'),
    note: 'without a lock file, so versions may differ from those of another day',
  }
}

function locksIn(folder: string): string[] {
  return [...Object.keys(TOOL_OF), ...Object.keys(OTHERS)].filter((name) => existsSync(join(folder, name)))
}

function lockedPlan(folder: string): InstallPlan {
  const lock = theLock(folder)
  const tool = TOOL_OF[lock]
  if (tool === undefined)
    throw new ConfigError(`${lock}: must be of npm, pnpm or yarn; give the command with --install "${OTHERS[lock]}"`)
  const path = join(folder, lock)
  return { folder, command: commandOf(tool, path), decidedBy: hasScripts(folder) ? undefined : path }
}

/** Scripts of a package that an installation runs in its folder, to build what is not in git. */
const SCRIPTS = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']

function hasScripts(folder: string): boolean {
  const { scripts } = readPackage(folder)
  return isRecord(scripts) && SCRIPTS.some((name) => Object.hasOwn(scripts, name))
}

/** The lock file of a folder. Of several it is that of the tool in `packageManager`. */
function theLock(folder: string): string {
  const locks = locksIn(folder)
  const { packageManager } = readPackage(folder)
  const named = typeof packageManager === 'string' ? packageManager.split('@')[0] : undefined
  const own = locks.filter((name) => (TOOL_OF[name] ?? OTHERS[name]?.split(' ')[0]) === named)
  const tools = new Set(locks.map((name) => TOOL_OF[name] ?? name))
  if (own.length > 0) return own[0]!
  if (tools.size === 1) return locks[0]!
  throw new ConfigError(
    `package.json: must name its tool in packageManager, since there are several lock files: ${locks.join(', ')}`,
  )
}

function commandOf(tool: Tool, lock: string): readonly string[] {
  if (tool === 'npm') return ['npm', 'ci', ...QUIET]
  if (tool === 'pnpm') return ['pnpm', 'install', '--frozen-lockfile']
  // Yarn 2 and later have another lock file, and another word for the same option.
  const isBerry = /^__metadata:/m.test(readFileSync(lock, 'utf8'))
  return ['yarn', 'install', isBerry ? '--immutable' : '--frozen-lockfile']
}
