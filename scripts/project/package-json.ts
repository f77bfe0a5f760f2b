import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../bench/core/record.ts'

/** The package whose program runs. */
export const STORMBENCH = 'stormbench'

/** The content of a package.json; empty where there is none, or one that npm could not read. */
export function readPackage(folder: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return isRecord(content) ? content : {}
  } catch {
    return {}
  }
}

/** Whether the project in a folder is stormbench itself. */
export function isStormbench(root: string): boolean {
  return readPackage(root).name === STORMBENCH
}
