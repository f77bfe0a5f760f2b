import { cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { Suite } from '../../bench/suite.ts'
import { suiteInputOf } from './suite-input.ts'

/**
 * Those of some suites that virtual time can run: names of built-in ones and absolute files. A service of a user and a
 * broker outside run in real time only. A broken file stays, so that whoever runs it reports its mistakes.
 */
export async function simulatable(suites: readonly string[]): Promise<string[]> {
  const kept: string[] = []
  for (const name of suites) {
    const suite = await known(async () => parseSuite(await suiteInputOf(name, (path) => path)))
    if (suite === undefined || (await isSimulated(suite))) kept.push(name)
  }
  return kept
}

async function isSimulated(suite: Suite): Promise<boolean> {
  return (await known(() => refuseRealOnly(cellsOf(suite)).then(() => true))) ?? false
}

/** A result; undefined when the configuration is the reason that there is none. */
async function known<Result>(make: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
