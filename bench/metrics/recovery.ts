import type { WindowRow } from './result.ts'

/** Goodput at or above this share of what was offered is good. */
export const GOOD_SHARE = 0.95
const GOOD_SECONDS = 5

/**
 * Recovery time, ms: from the end of the trigger to the start of five consecutive windows of 1 s in which goodput is at
 * least 95 % of what was offered. The seconds start at the borders of the timeline's windows, which sets the resolution.
 * Infinity: not within the load. NaN: fewer than five seconds of load follow the trigger, or a second without load is in the way.
 */
export function recoveryTimeMs(
  rows: readonly WindowRow[],
  windowMs: number,
  triggerEndMs: number,
  loadEndMs: number,
): number {
  const perSecond = Math.round(1000 / windowMs)
  const first = Math.ceil(triggerEndMs / windowMs)
  const end = Math.floor(loadEndMs / windowMs)
  const last = end - GOOD_SECONDS * perSecond
  if (last < first) return Number.NaN
  for (let start = first; start <= last; start++) {
    const seconds = Array.from({ length: GOOD_SECONDS }, (_, i) => start + i * perSecond)
    if (seconds.every((from) => isGood(rows.slice(from, from + perSecond)))) {
      return Math.max(0, start * windowMs - triggerEndMs)
    }
  }
  for (let from = first; from + perSecond <= end; from++) {
    if (offeredIn(rows.slice(from, from + perSecond)) === 0) return Number.NaN
  }
  return Number.POSITIVE_INFINITY
}

function isGood(rows: readonly WindowRow[]): boolean {
  const offered = offeredIn(rows)
  const good = rows.reduce((sum, row) => sum + row.good, 0)
  return offered > 0 && good >= GOOD_SHARE * offered
}

function offeredIn(rows: readonly WindowRow[]): number {
  return rows.reduce((sum, row) => sum + row.offered, 0)
}
