import { ascending, median } from '../core/order.ts'
import type { Probe } from './at-rest.ts'

/** Pairs of probes that show what a proxy adds, and the fewest that do. */
export const PAIRS = 20
const PAIRS_MIN = 5

/** A request through the proxy, and one past it right after. */
export interface Pair {
  readonly through: Probe
  readonly past: Probe
}

/**
 * Time that a proxy adds to an answer, ms: the difference of the medians. The first pair opens connections and does not
 * count. Null when too few requests were answered well.
 */
export function addedMs(pairs: readonly Pair[]): number | null {
  const good = pairs.slice(1).filter(({ through, past }) => through.outcome.kind === 'ok' && past.outcome.kind === 'ok')
  if (good.length < PAIRS_MIN) return null
  const medianOf = (of: (pair: Pair) => Probe) => median(ascending(good.map((pair) => of(pair).ms)))
  return medianOf(({ through }) => through) - medianOf(({ past }) => past)
}
