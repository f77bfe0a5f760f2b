import { accessSync, constants, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RealBrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { CATALOGUE } from './catalogue.ts'

/** Returns the full path of a server's program. @throws CannotRunError naming the package if it is not installed */
export function serverFileOf(kind: RealBrokerKind): string {
  const { program, debian } = CATALOGUE[kind].server
  const file = searched()
    .map((folder) => join(folder, program))
    .find(isProgram)
  if (file !== undefined) return file
  throw new CannotRunError(`${kind}: ${program} is not installed: apt-get install ${debian}`)
}

/** Returns the folders of PATH and the sbin beside each bin. Debian keeps servers there, outside a user's PATH. */
function searched(): string[] {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')
  const beside = folders.filter((folder) => basename(folder) === 'bin').map((folder) => join(folder, '..', 'sbin'))
  return [...folders, ...beside]
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
