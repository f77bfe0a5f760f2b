import { meanOf, sumOf } from '../core/sums.ts'

/**
 * One second of load of a run and of its twin, the same seed without the trigger. A request belongs to the second in
 * which it was planned.
 */
export interface JudgedSecond {
  /** Requests of the run. */
  readonly planned: number
  /** Requests that the twin has as well. */
  readonly paired: number
  /** Requests of the run that succeeded in time. */
  readonly good: number
  /** Paired requests that succeeded in time in the twin. */
  readonly twinGood: number
  /** Paired requests that succeeded in time in the twin and not in the run. */
  readonly lost: number
  /** Paired requests that succeeded in time in the run and not in the twin. */
  readonly gained: number
  /** Requests open anywhere at its end, and attempts in the target that nobody waits for. */
  readonly open: number
  readonly twinOpen: number
  readonly breakersOpen: number
  /** Requests open at its end that should be over, and are not open in the twin. 0 where that is not seen. */
  readonly waiting: number
  /** Whether all requests open or planned in it ended at the same times in both. */
  readonly isSame: boolean
}

/** A timer that may still act long after its cause is gone. */
export interface Timer {
  /** Name of its option, such as `breaker.openMs`. */
  readonly name: string
  readonly ms: number
}

/** All facts that a verdict may use. */
export interface Evidence {
  /** Whole seconds of load from the start of the run on. */
  readonly seconds: readonly JudgedSecond[]
  /** End of the warm-up, which is not judged. */
  readonly warmUpEndMs: number
  readonly triggerFromMs: number
  readonly triggerToMs: number
  /** Time from the planned start of a request until its end is known, ms: its deadline, else its longest life. */
  readonly knownAfterMs: number
  /** Longest first. */
  readonly timers: readonly Timer[]
  /** Longest span whose results a breaker or a retry limit remembers, ms. */
  readonly windowMs: number
  /** Time and rate at which dead letters come back. */
  readonly redrive: { readonly atMs: number; readonly ratePerSecond: number | null } | undefined
  /** Custom policies that do not declare their memory. */
  readonly customPolicies: readonly string[]
  /** False where the seconds before the trigger stand in for a twin. */
  readonly hasTwin: boolean
  /** Whether the run is its twin again for good at the end of these seconds: all that follows is the same in both. */
  readonly isTwinAgain: boolean
  readonly recoverWithinMs: number
  /** A system that is still down at this time after the trigger has collapsed, s. */
  readonly collapseAfterS: number
}

/** Standard deviation of a sample; 0 of a single value. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(sumOf(values, (value) => (value - mean) ** 2) / Math.max(1, values.length - 1))
}

/**
 * Counts the requests lost to a trigger and its consequences: those that did not succeed in time, less those that did
 * not in the twin either. Without a twin it counts all late or failed requests that the trigger can have harmed.
 */
export function deficitOf({ seconds, hasTwin, triggerFromMs, knownAfterMs }: Evidence): number {
  const harmedFromS = Math.max(0, Math.floor((triggerFromMs - knownAfterMs) / 1000))
  const harmed = hasTwin ? seconds : seconds.slice(harmedFromS)
  return sumOf(harmed, ({ planned, good, paired, twinGood }) => planned - good - (hasTwin ? paired - twinGood : 0))
}
