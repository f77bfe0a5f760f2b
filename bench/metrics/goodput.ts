import { Histogram } from './histogram.ts'
import type { PhaseResult } from './result.ts'

/** The last of them, which may be a straggler, stretch no time. */
const LAST_RATIO = 0.01

/**
 * Requests completed in time per second, of a phase or of several. A load that is over goes on being served, as after a
 * burst, so that its drain belongs to the rate. But one answer minutes later must not divide it: time ends when all but
 * the last 1 % of the answers (at least one) are there, not before the last stage ends, and what comes later is not
 * counted.
 */
export function goodputPerSecond({ goodDone, goodAfterLoad, spanMs }: Counted): number {
  const last = Math.max(1, Math.floor(goodDone * LAST_RATIO))
  const after = Histogram.from(goodAfterLoad)
  if (after.count <= last) return ((goodDone - after.count) * 1000) / spanMs
  // Between two ranks, so that rounding takes neither for the other.
  const drainMs = after.percentileUs((after.count - last - 0.5) / after.count) / 1000
  return ((goodDone - last) * 1000) / (spanMs + drainMs)
}

type Counted = Pick<PhaseResult, 'goodDone' | 'goodAfterLoad' | 'spanMs'>
