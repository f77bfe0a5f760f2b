import type { WindowRow } from './result.ts'
import { wilson } from './wilson.ts'

/** A second in which at least this share of the planned requests succeeded in time is good. */
export const GOOD_SHARE = 0.95
/** Consecutive good seconds that make a recovery. */
export const GOOD_SECONDS = 5

/** The windows of a run and its important instants, ms. */
export interface Course {
  readonly timeline: readonly WindowRow[]
  readonly windowMs: number
  readonly triggerStartMs: number
  readonly triggerEndMs: number
  readonly loadEndMs: number
  /** Deadline of a request from its planned time, ms; null when there is none. */
  readonly deadlineMs: number | null
}

/** Start of the requests that the trigger can harm, ms: one deadline before it, since these may still be open. */
export function harmedFromMs({ triggerStartMs, deadlineMs }: Course): number {
  return Math.max(0, triggerStartMs - (deadlineMs ?? 0))
}

/** One second of load. */
export interface Second {
  readonly fromMs: number
  readonly offered: number
  readonly good: number
  readonly attempts: number
  /** Attempts at the target and messages in the queue when the second ends. */
  readonly backlog: number
}

/** Whole seconds of load, from the window that contains `fromMs` on. A fraction at the end is left out. */
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
 * Whether at least 95 % succeeded in time, with allowance for chance. A second is bad only when the upper Wilson bound
 * (97.5 %) of its share lies below 95 %. Of 7 requests one may fail, of 200 sixteen. A second without load is good.
 */
export function isGood(second: Pick<Second, 'offered' | 'good'>): boolean {
  return isAsGoodAs(1, second)
}

/** As {@link isGood}, but relative to the usual share of successes: at least 95 % of `usual` (0 to 1). */
export function isAsGoodAs(usual: number, { offered, good }: Pick<Second, 'offered' | 'good'>): boolean {
  const share = GOOD_SHARE * usual
  return good >= share * offered || wilson(good, offered)[1] >= share
}

/**
 * Recovery time, ms: from the end of the trigger to the start of five consecutive good seconds ({@link isGood}). These
 * start at a border of the timeline's windows, so the width of a window is the resolution. Infinity: no recovery within
 * the load. NaN: fewer than five seconds of load follow the trigger, or a second without load hides the answer.
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

/** Work that waits or is in progress when a window ends. */
export function backlogOf({ targetInFlight, inFlight, queueDepth }: WindowRow): number {
  return (targetInFlight ?? inFlight) + queueDepth
}
