import type { SuiteInput } from '../../bench/suite.ts'
import type { SimulateOptions } from './options.ts'
import type { SuiteResult } from './suite-result.ts'

/**
 * Runs a suite in virtual time: exact for its seeds, without network and threads. @throws ConfigError with all mistakes
 * of suite and options. Rejects with the reason of `signal` once it is aborted.
 */
export async function simulate(suite: SuiteInput, options: SimulateOptions = {}): Promise<SuiteResult> {
  const { simulateSuite } = await import('./simulate-suite.ts')
  return simulateSuite(suite, options)
}
