import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cleaned } from './driver.ts'
import { killAll } from './own-processes.ts'

const PREFIX = 'stormbench-broker-'
/** Names as `mkdtemp` makes them. The length is fixed because a prefix of the folder identifies its processes. */
const NAME = new RegExp(`^${PREFIX}\\w{6}$`)
const OWNER = 'owner.json'
/** Fields of /proc/<pid>/stat, counted after the program's name, which may hold spaces and parentheses. */
const STATE = 0
const START = 19

/** Identifies a process even if another one gets its id later. */
interface Owner {
  readonly pid: number
  /** Clock ticks after the boot. */
  readonly start: string
  readonly boot: string
  readonly host: string
  /** PID namespace in which the id is valid. */
  readonly namespace: string
}

/**
 * Makes a folder for a broker, owned by this process. Returns its real path, by which the broker's processes are found.
 */
export function makeOwnFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)))
  writeFileSync(join(folder, OWNER), JSON.stringify(processWith(process.pid) ?? {}))
  return folder
}

/** Folders of brokers that belong to this user. */
export interface OwnFolders {
  /** Their owner is dead. */
  readonly left: readonly string[]
  /** Their owner lives, or cannot be determined: no owner is recorded, or it is in another container. */
  readonly inUse: readonly string[]
}

/** Finds the folders of brokers in the temporary folder. */
export function findOwnFolders(): OwnFolders {
  const home = realpathSync(tmpdir())
  const folders = readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .map(({ name }) => join(home, name))
    .filter(isMine)
    .toSorted()
  const left = folders.filter(isLeft)
  return { left, inUse: folders.filter((folder) => !left.includes(folder)) }
}

/** Kills the brokers whose owner died, with the processes that watch them, and removes their folders. */
export async function removeOwnLeftovers(): Promise<Cleaned> {
  const { left, inUse } = findOwnFolders()
  for (const folder of left) {
    await killAll(undefined, folder)
    rmSync(folder, { recursive: true, force: true })
  }
  return { removed: left, inUse }
}

function isMine(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.()
}

function isLeft(folder: string): boolean {
  const me = processWith(process.pid)
  const owner = ownerOf(folder)
  if (me === undefined || owner?.boot === undefined) return false
  // Made before the last boot, or by another host where the folder is shared.
  if (owner.boot !== me.boot) return owner.host === me.host
  return owner.namespace === me.namespace && processWith(owner.pid)?.start !== owner.start
}

function ownerOf(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as Owner
  } catch {
    return undefined
  }
}

/** Undefined when the process has ended, or there is no /proc. */
function processWith(pid: number): Owner | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie: it has ended, and its parent has not noticed.
    if (fields[STATE] === 'Z') return undefined
    return {
      pid,
      start: fields[START]!,
      host: hostname(),
      boot: readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim(),
      namespace: readlinkSync('/proc/self/ns/pid'),
    }
  } catch {
    return undefined
  }
}
