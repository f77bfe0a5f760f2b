import type { Suite } from '../../bench/suite.ts'

/**
 * Reads a suite from its file (TypeScript, JavaScript, YAML or JSON), with the files that it names, and fills in
 * its defaults. A path that is not absolute starts at the working folder. @throws ConfigError with all mistakes.
 */
export async function loadSuite(path: string): Promise<Suite> {
  const { resolve } = await import('node:path')
  const { readSuiteFile } = await import('../suite/suite-file.ts')
  const { parseSuite } = await import('../../bench/parse-suite.ts')
  return parseSuite(await readSuiteFile(resolve(path)))
}
