import { sumOf } from '../core/sums.ts'
import type { Evidence } from './evidence.ts'

/**
 * Requests lost to a trigger and what followed it: those that did not succeed in time, less those that did not in the
 * twin either. Without a twin: those planned where the trigger can harm them, and not in time.
 */
export function deficitOf({ seconds, hasTwin, triggerFromMs, knownAfterMs }: Evidence): number {
  const harmedFromS = Math.max(0, Math.floor((triggerFromMs - knownAfterMs) / 1000))
  const harmed = hasTwin ? seconds : seconds.slice(harmedFromS)
  return sumOf(harmed, ({ planned, good, paired, twinGood }) => planned - good - (hasTwin ? paired - twinGood : 0))
}
