import type { SuiteInput } from '../../bench/suite.ts'
import type { RunOptions } from './options.ts'
import type { SuiteResult } from './suite-result.ts'

/**
 * Runs a suite in real time, over HTTP against its model in a thread, or against the service that it names. All that it
 * opens is closed at the end, also after an error.
 * @throws ConfigError with all mistakes of suite and options, and CannotRunError when target or broker cannot be used.
 * Rejects with the reason of `signal` once it is aborted.
 */
export async function run(suite: SuiteInput, options: RunOptions = {}): Promise<SuiteResult> {
  const { runSuite } = await import('./run-suite.ts')
  return runSuite(suite, options)
}
