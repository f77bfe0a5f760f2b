import { meanOf, sumOf } from '../core/sums.ts'

/**
 * One second of load, of a run and of its twin: the same seed without the trigger. A request belongs to the second it
 * was planned in.
 */
export interface JudgedSecond {
  /** Requests of the run. */
  readonly planned: number
  /** Those that the twin has as well. */
  readonly paired: number
  /** Requests of the run that succeeded in time. */
  readonly good: number
  /** Paired requests that succeeded in time in the twin. */
  readonly twinGood: number
  /** Paired requests that did so in the twin and not in the run. */
  readonly lost: number
  /** Paired requests that did so in the run and not in the twin. */
  readonly gained: number
  /** Requests open at its end anywhere, and attempts in the target that nobody waits for. */
  readonly open: number
  readonly twinOpen: number
  readonly breakersOpen: number
  /** All that was open or planned in it ended at the same moments in both. */
  readonly isSame: boolean
}

/** Something that may still act long after its cause is gone. */
export interface Timer {
  /** As a reader knows it: `breaker.openMs`. */
  readonly name: string
  readonly ms: number
}

/** All that a verdict may look at. */
export interface Evidence {
  /** From the start of the run on, whole seconds of load only. */
  readonly seconds: readonly JudgedSecond[]
  /** Until then the system warms up, and nothing is said of it. */
  readonly warmUpEndMs: number
  readonly triggerFromMs: number
  readonly triggerToMs: number
  /** Time from the planned start of a request until its end is known, ms: its deadline, else its longest life. */
  readonly knownAfterMs: number
  /** Longest first. */
  readonly timers: readonly Timer[]
  /** Dead letters come back then. */
  readonly redrive: { readonly atMs: number; readonly ratePerSecond: number | null } | undefined
  /** Custom policies, whose memory is not known. */
  readonly customPolicies: readonly string[]
  /** False where the seconds before the trigger stand in for a twin. */
  readonly hasTwin: boolean
  /** At the end of these seconds the run is its twin again for good: whatever comes is the same in both. */
  readonly isTwinAgain: boolean
  readonly recoverWithinMs: number
  /** Whoever is still down so long after the trigger has collapsed, s. */
  readonly collapseAfterS: number
}

/** Standard deviation of a sample; 0 of a single value. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(sumOf(values, (value) => (value - mean) ** 2) / Math.max(1, values.length - 1))
}

/**
 * Requests lost to a trigger and what followed it: those that did not succeed in time, less those that did not in the
 * twin either. Without a twin: those planned where the trigger can harm them, and not in time.
 */
export function deficitOf({ seconds, hasTwin, triggerFromMs, knownAfterMs }: Evidence): number {
  const harmedFromS = Math.max(0, Math.floor((triggerFromMs - knownAfterMs) / 1000))
  const harmed = hasTwin ? seconds : seconds.slice(harmedFromS)
  return sumOf(harmed, ({ planned, good, paired, twinGood }) => planned - good - (hasTwin ? paired - twinGood : 0))
}
