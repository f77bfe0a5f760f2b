import type { RunResult, TargetCounters, Warning } from './result.ts'

/** How long abandoned work may go on after a run until its target is read as it stands, ms. */
export const QUIET_MAX_MS = 2000

/** Counters as they were read from a target, which says how many attempts were still in it. */
export function readOnce({ inFlight, ...counters }: TargetCounters & { readonly inFlight: number }): TargetCounters {
  return inFlight === 0 ? counters : { ...counters, leftInFlight: inFlight }
}

/**
 * Reports attempts that were still in the target: no figure counts their work. An interrupted run does not wait for
 * any.
 */
export function leftDoubts({ target }: Pick<RunResult, 'target'>, interrupted: boolean): Warning[] {
  const left = target?.leftInFlight ?? 0
  if (left === 0 || interrupted) return []
  const [attempts, have] = left === 1 ? ['attempt was', 'it has'] : ['attempts were', 'they have']
  return [
    {
      severity: 'note',
      message: `${left} ${attempts} still in the target ${QUIET_MAX_MS / 1000} s after the end of the run: the work that ${have} left counts as neither busy time, wasted nor abandoned.`,
      advice: 'Raise `drainMs`, or bound the queue of the target, so that it is empty in the end.',
    },
  ]
}
