import { ALL_SUITES } from '../../bench/suites/catalogue.ts'
import { readSuiteFile } from './suite-file.ts'

/** A built-in suite by its name, or one from its file, not yet checked. @throws ConfigError when it cannot be read. */
export async function suiteInputOf(name: string, resolvePath: (path: string) => string): Promise<unknown> {
  return ALL_SUITES.find((suite) => suite.name === name) ?? readSuiteFile(resolvePath(name))
}
