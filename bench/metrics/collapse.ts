import { isCollapse, VERDICT_KINDS, type VerdictKind } from './verdict.ts'
import { wilson } from './wilson.ts'

/** An arm with this P(collapse) or more collapses. In a map this is the frontier. */
export const COLLAPSE_SHARE = 0.5

/** Number of runs by verdict. */
export type VerdictCounts = Readonly<Record<VerdictKind, number>>

/** Probability that an arm collapses, with its interval. */
export interface Collapse {
  readonly seeds: number
  /** Seeds whose verdict is not `undecided`. */
  readonly decided: number
  /**
   * P(collapse), 0 to 1: metastable and oscillating seeds as a share of the decided ones. NaN when the undecided seeds
   * could move it from below one half to at least one half.
   */
  readonly share: number
  /** Wilson interval (95 %), 0 to 1. It covers both ends that undecided seeds may have. NaN without seeds. */
  readonly low: number
  readonly high: number
}

/** With fewer seeds the interval of P(collapse) is never on one side of one half. */
export const SURE_SEEDS_MIN = 4

/** Whether the whole interval of P(collapse) is above one half (`isCollapsed`) or below it (otherwise). */
export function isSurely(isCollapsed: boolean, collapse: Pick<Collapse, 'low' | 'high'> | null): boolean {
  if (collapse === null) return false
  return isCollapsed ? collapse.low > COLLAPSE_SHARE : collapse.high < COLLAPSE_SHARE
}

/** Counts runs by verdict, with 0 for a verdict that no run has. */
export function countVerdicts(kinds: Iterable<VerdictKind>): VerdictCounts {
  const counts = Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, 0])) as Record<VerdictKind, number>
  for (const kind of kinds) counts[kind] += 1
  return counts
}

/** P(collapse) with its interval. A verdict that is left out counts 0. */
export function collapseOf(verdicts: Partial<VerdictCounts>): Collapse {
  const count = (kinds: readonly VerdictKind[]) => kinds.reduce((sum, kind) => sum + (verdicts[kind] ?? 0), 0)
  const seeds = count(VERDICT_KINDS)
  const decided = seeds - count(['undecided'])
  const collapsed = count(VERDICT_KINDS.filter(isCollapse))
  const most = collapsed + seeds - decided
  const isOpen = collapsed / seeds < COLLAPSE_SHARE && most / seeds >= COLLAPSE_SHARE
  const [low] = wilson(collapsed, seeds)
  const [, high] = wilson(most, seeds)
  return { seeds, decided, share: isOpen ? Number.NaN : collapsed / decided, low, high }
}
