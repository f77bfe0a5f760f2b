import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { isRecord } from '../../bench/core/record.ts'
import type { ChildProgram } from '../cli/child.ts'
import { VERSION } from '../cli/environment.ts'
import { upTo } from '../project/above.ts'
import { isStormbench, readPackage, STORMBENCH } from '../project/package-json.ts'
import type { ProjectPlace } from './install.ts'

/** The stormbench that one side runs. */
export interface SideProgram extends ChildProgram {
  readonly version: string
  /** Where it comes from, in a few words. */
  readonly origin: string
}

/**
 * The stormbench of a project whose packages are installed: that of the checkout if the project is stormbench itself,
 * else the one in its `node_modules`. Undefined when the project does not depend on stormbench. @throws CannotRunError
 * when it does and has none.
 */
export function sideProgram({ project, top }: ProjectPlace): SideProgram | undefined {
  const folders = upTo(project, top)
  if (isStormbench(project)) return ownProgram(project)
  const installed = folders
    .map((folder) => join(folder, 'node_modules', STORMBENCH))
    .find((folder) => existsSync(folder))
  if (installed !== undefined) return installedProgram(project, installed)
  if (!folders.some(dependsOnUs)) return undefined
  throw new CannotRunError(
    `${STORMBENCH} is not in node_modules, although package.json depends on it; packages must be installed into node_modules`,
  )
}

/** The program that runs now, for a project that does not depend on stormbench. */
export function thisProgram(folder: string): SideProgram {
  return { folder, args: undefined, version: VERSION, origin: 'the program that runs here' }
}

function ownProgram(folder: string): SideProgram {
  const version = String(readPackage(folder).version)
  const loader = pathToFileURL(join(folder, 'scripts/typescript.mjs')).href
  return {
    folder,
    args: ['--import', loader, join(folder, 'scripts/main.ts')],
    version,
    origin: 'the code of the commit',
  }
}

function installedProgram(folder: string, installed: string): SideProgram {
  const { bin, version } = readPackage(installed)
  const path = isRecord(bin) ? bin[STORMBENCH] : bin
  if (typeof path !== 'string' || !existsSync(join(installed, path)))
    throw new CannotRunError(`${installed}: has no program, so it must be installed again`)
  return { folder, args: [join(installed, path)], version: String(version), origin: 'its node_modules' }
}

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

function dependsOnUs(folder: string): boolean {
  const content = readPackage(folder)
  return DEPENDENCIES.some((kind) => isRecord(content[kind]) && Object.hasOwn(content[kind], STORMBENCH))
}
