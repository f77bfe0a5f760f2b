import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { printable } from '../../bench/core/printable.ts'
import { parseData } from '../data/parse-data.ts'
import type { RunData } from '../data/run-data.ts'
import { NoResultsError } from '../no-results-error.ts'
import { DATA_FILE, render } from '../run/render.ts'
import { FolderError } from './folder-error.ts'
import { discard, lock } from './lock.ts'
import { readText } from './text-file.ts'

const LOCK_FILE = '.lock'

/**
 * A result folder that this process has locked: no other process may write into it until it is released. Only this
 * file, lock.ts, text-file.ts and changed-file.ts touch the disk for reports.
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
      try {
        refuseForeign(path, dataFile)
        lock(join(path, LOCK_FILE))
      } catch (error) {
        if (isNew) removeEmpty(path)
        throw error
      }
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
    // Escapes characters that a terminal would obey. JSON reads the escapes as the same text.
    for (const [name, text] of files) writeWhole(join(this.path, name), printable(text))
  }

  /** Unlocks the folder. Removes it if it was made for a run that measured nothing. */
  release(): void {
    discard(join(this.path, LOCK_FILE))
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

/**
 * Reads a result folder. @throws NoResultsError when there is none of this version, ConfigError for one that no run
 * could have written.
 */
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
    // Node's recursive mode tries for ever where the parent exists but takes no new folders, as in /proc.
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
  }
  makeFolder(dirname(path))
  mkdirSync(path)
  return true
}

/** Removes a folder unless something is in it, or the disk keeps it. */
export function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch {}
}

/** Writes a file whole or not at all. @throws FolderError when the disk does not take it. */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    discard(temporary)
    throw new FolderError(`cannot write ${file}: ${(error as Error).message}`)
  }
}

function refuseForeign(path: string, dataFile: string): void {
  const names = readdirSync(path).filter((name) => name !== LOCK_FILE && !name.endsWith('.tmp'))
  if (names.length > 0 && !names.includes(dataFile)) {
    throw new ConfigError(`--out: must be empty or a folder with ${dataFile}, got ${path} with ${names[0]}`)
  }
}
