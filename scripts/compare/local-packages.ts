import { readFileSync } from 'node:fs'
import { basename, dirname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecord } from '../../bench/core/record.ts'
import { readPackage } from '../project/package-json.ts'
import { wayInside } from '../project/way-inside.ts'

/** `file:lib` and the like, and `lib@./lib` as Yarn 1 has it. `git+file:` and names that end in `file` are others. */
const LOCAL = /(?<![\w+.-])(file|link|portal|workspace):([^\s"',;#(){}]+)|@(\.{1,2}\/[^\s"',;#(){}]*)/g
const TARBALL = /\.(tgz|tar|tar\.gz)$/

/**
 * Whether some package is code of the repository, by the lock file or `package.json` that decides what is installed.
 * Tools may copy such a package into `node_modules`, where nothing shows where it is from.
 */
export function hasLocalPackages(
  decidedBy: string,
  { project, top }: { readonly project: string; readonly top: string },
): boolean {
  const folder = dirname(decidedBy)
  const isManifest = basename(decidedBy) === 'package.json'
  // Yarn 1 writes paths as they stand in the manifest of any package of the workspace.
  const isAnywhere = readPackage(folder).workspaces !== undefined
  const text = isManifest ? dependenciesOf(folder) : readFileSync(decidedBy, 'utf8')
  return [...text.matchAll(LOCAL)].some(([, protocol, marked, bare]) => {
    const path = (marked ?? bare ?? '').split('::')[0]!.replace(/:$/, '')
    // Yarn 2 lists the project itself as `workspace:.`.
    if (protocol === 'workspace') return path !== '.'
    // A lock file has the hash of a tarball.
    if (TARBALL.test(path) && !isManifest) return false
    if (isAnywhere && path.startsWith('.')) return true
    return [folder, project].some((from) => wayInside(top, absolute(from, path)) !== undefined)
  })
}

/** The specifiers of the dependencies in package.json, one a line, each after an `@`. */
function dependenciesOf(folder: string): string {
  const content = readPackage(folder)
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'resolutions']
  const specifiers = kinds.flatMap((kind) => (isRecord(content[kind]) ? Object.values(content[kind]) : []))
  return specifiers.map((one) => ` @${String(one)}`).join('\n')
}

function absolute(from: string, path: string): string {
  try {
    return path.startsWith('//') ? fileURLToPath(`file:${path}`) : resolve(from, path)
  } catch {
    // A URL of another machine is not of the repository.
    return sep
  }
}
