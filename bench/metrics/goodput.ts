import { Histogram } from './histogram.ts'
import type { PhaseResult } from './result.ts'

/** Share of the answers, the last ones, that does not extend the time: they may be stragglers. */
const LAST_RATIO = 0.01

/**
 * Requests completed in time per second, of a phase or of several. After the load, as after a burst, the target still
 * serves requests, so this drain counts. But one answer minutes later must not lower the rate. So time ends when all
 * but the last 1 % of the answers (at least one) have come, and not before the last stage ends. Later answers do not
 * count.
 */
export function goodputPerSecond({ goodDone, goodAfterLoad, spanMs }: Counted): number {
  const last = Math.max(1, Math.floor(goodDone * LAST_RATIO))
  const after = Histogram.from(goodAfterLoad)
  if (after.count <= last) return ((goodDone - after.count) * 1000) / spanMs
  // Halfway between two ranks, so that rounding cannot pick the wrong one.
  const drainMs = after.percentileUs((after.count - last - 0.5) / after.count) / 1000
  return ((goodDone - last) * 1000) / (spanMs + drainMs)
}

type Counted = Pick<PhaseResult, 'goodDone' | 'goodAfterLoad' | 'spanMs'>
