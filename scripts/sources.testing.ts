import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A file of the project, by its path in it. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** All TypeScript of the project. */
export const sources: readonly Source[] = ['bench', 'targets', 'reports', 'scripts'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('reports/runs'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
)
const isTest = ({ path }: Source) => path.endsWith('.test.ts') || path.endsWith('testing.ts')
/** All files that are no tests. */
export const code = sources.filter((source) => !isTest(source))

/** Paths of the files of ours that a file imports, for types too. */
export function importsOf({ path, text }: Source): string[] {
  return [...text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map(([, a, b]) => join(dirname(path), (a ?? b)!))
}

/** Names of the modules that are loaded together with a file: neither types, nor modules imported when needed. */
export function loadsOf({ text }: Source): string[] {
  return [...text.matchAll(/^(?:import|export) (?!type )(?:[^'"`;]* from )?'([^']+)'/gm)].map(([, name]) => name!)
}
