import { backlogOf, type Course, harmedFromMs, isGood, secondsFrom } from './recovery.ts'

/**
 * Requests lost to the trigger and its consequences: planned from {@link harmedFromMs} on, and not completed in time.
 */
export function goodputDeficit(course: Course): number {
  const { timeline, windowMs, loadEndMs } = course
  const rows = timeline.slice(Math.floor(harmedFromMs(course) / windowMs), Math.ceil(loadEndMs / windowMs))
  return rows.reduce((total, { offered, goodPlanned }) => total + offered - goodPlanned, 0)
}

/** Total length of the bad seconds from {@link harmedFromMs} on, ms. */
export function degradedMs(course: Course): number {
  return secondsFrom(course, harmedFromMs(course)).filter((second) => !isGood(second)).length * 1000
}

/**
 * Time from the end of the trigger until the backlog is at most its maximum before the trigger, ms. Infinity when this
 * does not happen, NaN when nothing was measured before the trigger.
 */
export function drainTimeMs({ timeline, windowMs, triggerStartMs, triggerEndMs }: Course): number {
  const before = timeline.slice(0, Math.floor(triggerStartMs / windowMs))
  if (before.length === 0) return Number.NaN
  const usual = before.reduce((max, row) => Math.max(max, backlogOf(row)), 0)
  const first = Math.max(1, Math.ceil(triggerEndMs / windowMs))
  for (let i = first - 1; i < timeline.length; i++) {
    if (backlogOf(timeline[i]!) <= usual) return Math.max(0, (i + 1) * windowMs - triggerEndMs)
  }
  return Number.POSITIVE_INFINITY
}
