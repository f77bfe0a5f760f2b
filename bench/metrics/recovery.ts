import type { WindowRow } from './result.ts'

/** Goodput at or above this share of what was offered is good. */
export const GOOD_SHARE = 0.95
const GOOD_SECONDS = 5

/**
 * Recovery time, ms: from the end of the trigger to the start of five consecutive windows of 1 s in which goodput is at
 * least 95 % of what was offered. The seconds start at the borders of the timeline's windows, which sets the resolution.
 * Infinity: not within the load. NaN: fewer than five seconds of load follow the trigger.
 */
export function recoveryTimeMs(
  rows: readonly WindowRow[],
  windowMs: number,
  triggerEndMs: number,
  loadEndMs: number,
): number {
  const perSecond = Math.round(1000 / windowMs)
  const first = Math.ceil(triggerEndMs / windowMs)
  const last = Math.floor(loadEndMs / windowMs) - GOOD_SECONDS * perSecond
  if (last < first) return Number.NaN
  for (let start = first; start <= last; start++) {
    const seconds = Array.from({ length: GOOD_SECONDS }, (_, i) => start + i * perSecond)
    if (seconds.every((from) => isGood(rows.slice(from, from + perSecond)))) {
      return Math.max(0, start * windowMs - triggerEndMs)
    }
  }
  return Number.POSITIVE_INFINITY
}

function isGood(rows: readonly WindowRow[]): boolean {
  const offered = rows.reduce((sum, row) => sum + row.offered, 0)
  const good = rows.reduce((sum, row) => sum + row.good, 0)
  return good >= GOOD_SHARE * offered
}
