import type { WindowRow } from './result.ts'
import { wilson } from './wilson.ts'

/** A second in which at least this share of the planned requests succeeded in time is good. */
export const GOOD_SHARE = 0.95
/** So many good seconds in a row are a recovery. */
export const GOOD_SECONDS = 5

/** What is looked at: windows of a run and the instants that matter, ms. */
export interface Course {
  readonly timeline: readonly WindowRow[]
  readonly windowMs: number
  readonly triggerStartMs: number
  readonly triggerEndMs: number
  readonly loadEndMs: number
  /** Deadline of a request from its planned time, ms; null when there is none. */
  readonly deadlineMs: number | null
}

/** From here on the trigger can harm requests: those planned a deadline before it may still be under way. */
export function harmedFromMs({ triggerStartMs, deadlineMs }: Course): number {
  return Math.max(0, triggerStartMs - (deadlineMs ?? 0))
}

/** One second of load. */
export interface Second {
  readonly fromMs: number
  readonly offered: number
  readonly good: number
  readonly attempts: number
  /** Attempts at the target and messages in the queue at its end. */
  readonly backlog: number
}

/** Whole seconds of load from the window that holds `fromMs` on; what is left of a second at the end is left out. */
export function secondsFrom({ timeline, windowMs, loadEndMs }: Course, fromMs: number): Second[] {
  const perSecond = Math.round(1000 / windowMs)
  const end = Math.min(timeline.length, Math.floor(loadEndMs / windowMs))
  const seconds: Second[] = []
  for (let first = Math.floor(fromMs / windowMs); first + perSecond <= end; first += perSecond) {
    seconds.push(secondOf(timeline, first, perSecond, windowMs))
  }
  return seconds
}

/**
 * Whether at least 95 % succeeded in time, as far as chance allows to say: fewer are bad only when the upper Wilson
 * bound (97.5 %) of their share lies below 95 %. Of 7 requests one may fail, of 200 sixteen. Without load nothing is
 * bad.
 */
export function isGood(second: Pick<Second, 'offered' | 'good'>): boolean {
  return isAsGoodAs(1, second)
}

/** As {@link isGood}, where only the share `usual` succeeds at other times: at least 95 % of that. */
export function isAsGoodAs(usual: number, { offered, good }: Pick<Second, 'offered' | 'good'>): boolean {
  const share = GOOD_SHARE * usual
  return good >= share * offered || wilson(good, offered)[1] >= share
}

/**
 * Recovery time, ms: from the end of the trigger to the start of five consecutive good seconds ({@link isGood}). The
 * seconds start at the borders of the timeline's windows, which sets the resolution. Infinity: not within the load.
 * NaN: fewer than five seconds of load follow the trigger, or a second without load is in the way.
 */
export function recoveryTimeMs(course: Course): number {
  const { timeline, windowMs, triggerEndMs, loadEndMs } = course
  const perSecond = Math.round(1000 / windowMs)
  const first = Math.ceil(triggerEndMs / windowMs)
  const last = Math.min(timeline.length, Math.floor(loadEndMs / windowMs)) - GOOD_SECONDS * perSecond
  if (last < first) return Number.NaN
  for (let start = first; start <= last; start++) {
    const seconds = Array.from({ length: GOOD_SECONDS }, (_, i) =>
      secondOf(timeline, start + i * perSecond, perSecond, windowMs),
    )
    if (seconds.every((second) => second.offered > 0 && isGood(second))) {
      return Math.max(0, start * windowMs - triggerEndMs)
    }
  }
  return secondsFrom(course, first * windowMs).some(({ offered }) => offered === 0)
    ? Number.NaN
    : Number.POSITIVE_INFINITY
}

function secondOf(timeline: readonly WindowRow[], first: number, perSecond: number, windowMs: number): Second {
  let [offered, good, attempts] = [0, 0, 0]
  for (let i = first; i < first + perSecond; i++) {
    const row = timeline[i]!
    offered += row.offered
    good += row.goodPlanned
    attempts += row.attempts
  }
  return { fromMs: first * windowMs, offered, good, attempts, backlog: backlogOf(timeline[first + perSecond - 1]!) }
}

/** Work that waits or is being done when a window ends. */
export function backlogOf({ targetInFlight, inFlight, queueDepth }: WindowRow): number {
  return (targetInFlight ?? inFlight) + queueDepth
}
