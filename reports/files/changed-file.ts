import { dirname } from 'node:path'
import { FolderError } from './folder-error.ts'
import { discard, lock } from './lock.ts'
import { readText } from './text-file.ts'
import { makeFolder, removeEmpty, writeWhole } from './write.ts'

/**
 * Changes a file, whole or not at all, under a lock against other processes. Makes its folder where that is missing.
 * `change` receives the text, undefined when there is no file. When it throws, nothing is written. @throws FolderError
 * when the disk does not take it.
 */
export function changeFile(path: string, change: (text: string | undefined) => string): void {
  const lockFile = `${path}.lock`
  const isNew = hold(path, lockFile)
  try {
    writeWhole(path, change(readText(path)))
  } finally {
    discard(lockFile)
    if (isNew) removeEmpty(dirname(path))
  }
}

/** Locks the file. Returns whether its folder had to be made. */
function hold(path: string, lockFile: string): boolean {
  try {
    const isNew = makeFolder(dirname(path))
    lock(lockFile)
    return isNew
  } catch (error) {
    if (error instanceof FolderError) throw error
    throw new FolderError(`cannot write ${path}: ${(error as Error).message}`)
  }
}
