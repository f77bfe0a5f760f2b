import type { RunResult } from './result.ts'
import type { Verdict } from './verdict.ts'

/**
 * The verdict on a run; undefined without a trigger, or for an interrupted run. An invalid run is `undecided`, since
 * its figures show nothing.
 */
export function verdictOf({
  verdict,
  status,
  warnings,
}: Pick<RunResult, 'verdict' | 'status' | 'warnings'>): Verdict | undefined {
  if (verdict === null || status === 'partial') return undefined
  const doubt = warnings.find(({ severity }) => severity === 'invalid')
  if (doubt === undefined) return verdict
  const nothing = { neededS: null, backAfterMs: null, isProjected: false }
  return { ...verdict, kind: 'undecided', reason: `the run is invalid: ${doubt.message}`, ...nothing }
}
