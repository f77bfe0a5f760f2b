import type { Judgement, VerdictKind } from '../metrics/verdict.ts'
import type { Timer } from './evidence.ts'

/** Looks at a run that is still down but recovers, in multiples of the horizon. */
export const LOOKS = [1, 1.5, 2, 3] as const
/** Seconds needed by a run that only the next look decides. `judge` cuts them there. */
export const TO_NEXT_LOOK = Number.POSITIVE_INFINITY

/** A verdict. */
export function decided(kind: VerdictKind, reason: string): Judgement {
  return { kind, reason, neededS: null, backAfterMs: null, isProjected: false }
}

/** No verdict yet. `neededS`: seconds of load that would decide; null where no length would. */
export function undecided(reason: string, neededS: number | null = null): Judgement {
  return { ...decided('undecided', reason), neededS: neededS === null ? null : Math.max(1, Math.ceil(neededS)) }
}

/** A return that has not come and will, by the pace of the run. */
export function projected(arrivesS: number): Judgement {
  return { ...decided('slow', atThisPace(arrivesS)), backAfterMs: 1000 * arrivesS, isProjected: true }
}

/** Says when a run is back by its pace. */
export function atThisPace(arrivesS: number): string {
  return `recovering: at this pace it is back about ${Math.ceil(arrivesS)} s after its trigger`
}

/** A timer by its option and its time. */
export function named({ name, ms }: Timer): string {
  return `${name} of ${ms / 1000} s`
}
