import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { runInChild } from '../cli/child.ts'
import { EXIT } from '../cli/exit-code.ts'

/** Characters of what a child said that are passed on. */
const SAID_MAX = 4000

/**
 * Runs the program of another checkout where its result is all that counts; `label` says which side it is.
 * @throws ConfigError where it refused its options, CannotRunError where it could not run or broke off.
 */
export async function runSideOf(
  label: string,
  checkout: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { code, err, crashed } = await runInChild(args, { checkout, signal, onLine: () => undefined })
  if (signal.aborted) return
  const message = `${label}: ${err.trim().slice(-SAID_MAX) || `the run ended with code ${code}`}`
  if (crashed || code === EXIT.cannotRun) throw new CannotRunError(message)
  if (code === EXIT.usage) throw new ConfigError(message)
}
