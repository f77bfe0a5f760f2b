import { cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { Suite } from '../../bench/suite.ts'
import { readSuiteFile } from './suite-file.ts'

/** Reads and checks the suite in a file. @throws ConfigError that names the file, with all its mistakes. */
export async function checkedSuite(path: string): Promise<Suite> {
  const input = await readSuiteFile(path)
  try {
    return parseSuite(input)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(error.messages.map((message) => `${path}: ${message}`))
  }
}

/** Whether virtual time can run a suite. One with a service of a user, or a broker outside, only runs in real time. */
export async function canSimulate(suite: Suite): Promise<boolean> {
  try {
    await refuseRealOnly(cellsOf(suite))
    return true
  } catch (error) {
    if (error instanceof ConfigError) return false
    throw error
  }
}
