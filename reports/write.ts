import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../bench/core/config-error.ts'
import { FolderError } from './folder-error.ts'
import { NoResultsError } from './no-results-error.ts'
import { parseData } from './parse-data.ts'
import { DATA_FILE, render } from './render.ts'
import type { RunData } from './run-data.ts'
import { readText } from './text-file.ts'

const LOCK_FILE = '.lock'

/**
 * A result folder held by this process. What touches the disk for reports is in this file, in text-file.ts and in changed-file.ts.
 * Nobody else may write into it until it is released.
 */
export class ResultFolder {
  readonly path: string
  readonly #isNew: boolean

  private constructor(path: string, isNew: boolean) {
    this.path = path
    this.#isNew = isNew
  }

  /**
   * Makes or takes over the folder and locks it.
   * @throws ConfigError when the path is a file or a folder that holds something else.
   * @throws FolderError when it is not writable or another run holds it.
   */
  static open(path: string, dataFile = DATA_FILE): ResultFolder {
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isFile())
        throw new ConfigError(`--out: must be a folder, got the file ${path}`)
      const isNew = makeFolder(path)
      refuseForeign(path, dataFile)
      lock(join(path, LOCK_FILE))
      return new ResultFolder(path, isNew)
    } catch (error) {
      if (error instanceof ConfigError || error instanceof FolderError) throw error
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
        throw new ConfigError(`--out: must be a folder, but a part of ${path} is a file`)
      throw new FolderError(`cannot write into ${path}: ${(error as Error).message}`)
    }
  }

  /** Writes all files of a run. @throws FolderError when the disk does not take them. */
  save(data: RunData): void {
    this.write(rendered(data))
  }

  /** Writes files by name, each whole or not at all. @throws FolderError when the disk does not take them. */
  write(files: Iterable<readonly [name: string, text: string]>): void {
    for (const [name, text] of files) writeWhole(join(this.path, name), text)
  }

  /** Lets others write; a folder made for a run that measured nothing goes away again. */
  release(): void {
    rmSync(join(this.path, LOCK_FILE), { force: true })
    if (this.#isNew) removeEmpty(this.path)
  }
}

function rendered(data: RunData): ReadonlyMap<string, string> {
  try {
    return render(data)
  } catch (error) {
    // A text of more than about 500 million characters is more than the engine takes.
    if (error instanceof RangeError)
      throw new FolderError(
        `the result is too large for one folder (${error.message}): run fewer suites or repeats at once`,
      )
    throw error
  }
}

/** Reads a result folder. @throws NoResultsError when there is none of this version, ConfigError for one that no run could have written. */
export function readData(path: string): RunData {
  const file = join(path, DATA_FILE)
  const text = readText(file)
  if (text === undefined) throw new NoResultsError(`${path}: must be a result folder with a ${DATA_FILE}`)
  return parseData(text, file)
}

/** Makes a folder with its parents; false when it is there already. */
export function makeFolder(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // Node's own recursive mode tries for ever where a folder is there but takes no new ones, as in /proc.
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
  }
  makeFolder(dirname(path))
  mkdirSync(path)
  return true
}

/** Removes a folder unless something is in it. */
export function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(code)) throw error
  }
}

/** Writes a file whole or not at all. @throws FolderError when the disk does not take it. */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new FolderError(`cannot write ${file}: ${(error as Error).message}`)
  }
}

function refuseForeign(path: string, dataFile: string): void {
  const names = readdirSync(path).filter((name) => name !== LOCK_FILE && !name.endsWith('.tmp'))
  if (names.length > 0 && !names.includes(dataFile)) {
    throw new ConfigError(`--out: must be empty or a folder with ${dataFile}, got ${path} with ${names[0]}`)
  }
}

/** Makes the lock file, which only one process can. @throws FolderError when another one that is alive has it. */
export function lock(file: string): void {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = readFileSync(file, 'utf8')
  // An empty lock is one that is being taken at this moment.
  if (holder === '' || isAlive(Number(holder))) throw heldBy(holder, file)
  // Left by a run that was killed. Moved away rather than removed: of two that see it, one takes it.
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

function heldBy(holder: string, file: string): FolderError {
  return new FolderError(
    `another run (process ${holder || 'starting'}) is writing into ${dirname(file)}; if it is no such run, remove ${file}`,
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
