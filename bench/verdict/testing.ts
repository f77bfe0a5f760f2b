import type { Evidence, JudgedSecond } from './evidence.ts'

/** A second of `planned` requests of which `good` succeed in time; in the twin all of them do. */
export function second(good: number, planned = 50): JudgedSecond {
  return {
    planned,
    paired: planned,
    good,
    twinGood: planned,
    lost: planned - good,
    gained: 0,
    open: 0,
    twinOpen: 0,
    breakersOpen: 0,
    waiting: 0,
    isSame: false,
  }
}

/**
 * The evidence of a run whose trigger lasts for half a second from `triggerFromMs` on; `more` replaces fields of it.
 */
export function evidence(
  triggerFromMs: number,
  seconds: readonly JudgedSecond[],
  more: Partial<Evidence> = {},
): Evidence {
  return {
    seconds,
    warmUpEndMs: 0,
    triggerFromMs,
    triggerToMs: triggerFromMs + 500,
    knownAfterMs: 1000,
    timers: [],
    windowMs: 0,
    redrive: undefined,
    customPolicies: [],
    hasTwin: true,
    isTwinAgain: false,
    recoverWithinMs: 10_000,
    collapseAfterS: 300,
    ...more,
  }
}

/** The same second, this many times. */
export function times(count: number, one: JudgedSecond): JudgedSecond[] {
  return Array.from({ length: count }, () => one)
}
