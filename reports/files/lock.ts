import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { epochMs } from '../../bench/core/real-clock.ts'
import { FolderError } from './folder-error.ts'
import { readText } from './text-file.ts'

/**
 * Text that this process writes into its locks. The process number alone may also have been that of another process,
 * before a restart or in another container.
 */
const OWN = `${process.pid} ${randomUUID()}`
/**
 * A lock is empty for a moment, between two system calls. One that stays empty belongs to a process that was killed
 * there, or to a disk that was full.
 */
const EMPTY_MAX_MS = 10_000

/**
 * Makes the lock file, which only one process can. @throws FolderError when another one that is alive has it; any error
 * of the disk.
 */
export function lock(file: string): void {
  try {
    create(file)
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // readText refuses a pipe, which would block.
  const holder = readText(file)
  if (holder === undefined || isHeld(holder, file)) throw heldBy(holder ?? '', file)
  // A killed run left this lock. It is renamed, not removed: of two processes that see it, only one can.
  const stale = `${file}.${randomUUID()}.tmp`
  renameSync(file, stale)
  const taken = readFileSync(stale, 'utf8')
  if (taken !== holder) {
    renameSync(stale, file)
    throw heldBy(taken, file)
  }
  rmSync(stale)
  lock(file)
}

/**
 * Removes a lock or a temporary file of this process. If the disk keeps it, it blocks nobody once this process has
 * ended.
 */
export function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

/** Creates a lock file. @throws when it is there already, or the disk does not take it; then no file is left. */
function create(file: string): void {
  const descriptor = openSync(file, 'wx')
  try {
    writeSync(descriptor, OWN)
  } catch (error) {
    discard(file)
    throw error
  } finally {
    closeSync(descriptor)
  }
}

function isHeld(text: string, file: string): boolean {
  if (text === '') return Math.abs(epochMs() - statSync(file).mtimeMs) < EMPTY_MAX_MS
  const pid = pidIn(text)
  return pid === process.pid ? text === OWN : isAlive(pid)
}

function pidIn(text: string): number {
  return Number(text.split(' ')[0])
}

function heldBy(holder: string, file: string): FolderError {
  return new FolderError(
    `another run (process ${holder === '' ? 'starting' : pidIn(holder)}) is writing into ${dirname(file)}; if it is no such run, remove ${file}`,
  )
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
