import { accessSync, constants, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RealBrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { CATALOGUE } from './catalogue.ts'

/** Full path of a server's program. @throws CannotRunError when it is not installed, with the package that has it */
export function serverFileOf(kind: RealBrokerKind): string {
  const { program, debian } = CATALOGUE[kind].server
  const file = searched()
    .map((folder) => join(folder, program))
    .find(isProgram)
  if (file !== undefined) return file
  throw new CannotRunError(`${kind}: ${program} is not installed: apt-get install ${debian}`)
}

/** The folders of PATH, and the sbin beside each bin: Debian has servers there and leaves it out of a user's PATH. */
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
