import { ascending } from '../core/order.ts'
import type { Probe } from './at-rest.ts'

/** Pairs of probes that show what a proxy adds. */
export const PAIRS = 20
const CONFIDENCE = 0.95

/** A request through the proxy, and one past it right after. */
export interface Pair {
  readonly through: Probe
  readonly past: Probe
}

/**
 * Most time that a proxy adds to an answer, ms, at least 0: the upper 95 % bound of the median difference of a pair. It
 * is an order statistic, so the answers may have any distribution (Conover, "Practical Nonparametric Statistics", 3.2).
 * The first pair opens connections and does not count. Null when too few requests were answered well.
 */
export function addedMaxMs(pairs: readonly Pair[]): number | null {
  const good = pairs.slice(1).filter(({ through, past }) => through.outcome.kind === 'ok' && past.outcome.kind === 'ok')
  const rank = boundRank(good.length)
  if (rank === undefined) return null
  return Math.max(0, ascending(good.map(({ through, past }) => through.ms - past.ms))[rank - 1]!)
}

/** The smallest rank, from 1, whose value is above the median with 95 % confidence; undefined for too few values. */
function boundRank(count: number): number | undefined {
  // Each value is below the median with probability 1/2: P(fewer than rank are) = sum of count over k / 2^count.
  let term = 0.5 ** count
  let below = 0
  for (let rank = 1; rank <= count; rank++) {
    below += term
    if (below >= CONFIDENCE) return rank
    term *= (count - rank + 1) / rank
  }
  return undefined
}
