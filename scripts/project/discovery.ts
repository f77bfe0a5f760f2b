import { basename, resolve } from 'node:path'
import { glob } from 'tinyglobby'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { SuiteFile } from './project.ts'
import { isBelow } from './way-inside.ts'

/** Patterns of the suite files of a project that names none. */
export const SUITE_PATTERNS: readonly string[] = ['bench/**/*.suite.{ts,mts,js,mjs,yaml,yml,json}']

/** More suites than this come from a pattern that matches too much. */
const SUITES_MAX = 500

/** Returns the suite files that patterns match. @throws ConfigError when there are too many. */
export async function suiteFiles(root: string, patterns: readonly string[], results: string): Promise<SuiteFile[]> {
  const paths = await glob([...patterns], {
    cwd: root,
    absolute: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**', '**/.git/**'],
  })
  // Found paths have slashes on Windows too. All others have the separators of the system.
  const own = paths
    .map((path) => resolve(path))
    .filter((path) => !isBelow(path, results))
    .sort()
  if (own.length > SUITES_MAX)
    throw new ConfigError(
      `suites: must match at most ${SUITES_MAX} files, got ${own.length} for ${patterns.join(', ')}`,
    )
  return own.map((path) => ({ path, name: suiteNameOf(path) }))
}

/** The name by which a suite file is asked for: `checkout` for `bench/checkout.suite.ts`. */
export function suiteNameOf(path: string): string {
  return basename(path)
    .replace(/\.[^.]+$/, '')
    .replace(/\.suite$/, '')
}
