import { existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { FolderError } from '../../reports/files/folder-error.ts'
import { makeFolder, removeEmpty, writeWhole } from '../../reports/files/write.ts'

/** A file to write. */
export interface PlannedFile {
  readonly path: string
  readonly text: string
  /** Text that is there now; undefined for a new file. */
  readonly before?: string
}

/**
 * Writes all files or none: after an error the disk is as before. @throws FolderError when the disk does not take a
 * file.
 */
export function writeAll(files: readonly PlannedFile[]): void {
  const undo: (() => void)[] = []
  try {
    for (const file of files) write(file, undo)
  } catch (error) {
    for (const step of undo.reverse()) step()
    if (error instanceof FolderError) throw error
    throw new FolderError(`nothing was written: ${(error as Error).message}`)
  }
}

function write({ path, text, before }: PlannedFile, undo: (() => void)[]): void {
  if (before !== undefined) {
    // A link stays a link.
    const real = realpathSync(path)
    writeWhole(real, text)
    undo.push(() => writeWhole(real, before))
    return
  }
  const missing = missingFolders(dirname(path))
  undo.push(...missing.toReversed().map((folder) => () => removeEmpty(folder)))
  makeFolder(dirname(path))
  // A file that appeared meanwhile is not replaced.
  writeFileSync(path, text, { flag: 'wx' })
  undo.push(() => rmSync(path, { force: true }))
}

/** The folder and those above it that are not there, outermost last. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [folder, ...missingFolders(dirname(folder))]
}
