import type { RunResult, TargetCounters, Warning } from './result.ts'

/** Longest wait after a run for abandoned work in the target, until its counters are read, ms. */
export const QUIET_MAX_MS = 2000

/** Counters of a target, with the number of attempts that were still in it when they were read. */
export function readOnce({ inFlight, ...counters }: TargetCounters & { readonly inFlight: number }): TargetCounters {
  return inFlight === 0 ? counters : { ...counters, leftInFlight: inFlight }
}

/** Reports attempts that were still in the target: no figure counts their work. An interrupted run waits for none. */
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
