import { ascending, median } from '../core/order.ts'

/**
 * Verdicts on a system after its trigger:
 * - `absorbed`: no request was harmed
 * - `recovered`: good again within the limit
 * - `slow`: good again later, or on its way there
 * - `oscillating`: still comes back and falls again at the horizon
 * - `metastable`: down at the horizon, and nothing improves: it stays down without its trigger
 * - `undecided`: the figures do not decide it
 *
 * Vocabulary: Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021.
 */
export const VERDICT_KINDS = ['absorbed', 'recovered', 'slow', 'oscillating', 'metastable', 'undecided'] as const
export type VerdictKind = (typeof VERDICT_KINDS)[number]

/** Longest wait of a verdict for a request that neither a deadline nor a policy ends, ms. */
export const WATCHED_MAX_MS = 30_000

/** Whether P(collapse) counts this verdict as a collapse. */
export function isCollapse(kind: VerdictKind): boolean {
  return kind === 'metastable' || kind === 'oscillating'
}

/** A verdict with its reasons, without the load that it rests on. */
export interface Judgement {
  readonly kind: VerdictKind
  /** Why, in words; empty where the kind is enough. */
  readonly reason: string
  /** Seconds of further load that would decide it; null when it is decided, or when no length would. */
  readonly neededS: number | null
  /** Time from the end of the trigger until it was back, or is projected to be, ms; null when it is not. */
  readonly backAfterMs: number | null
  readonly isProjected: boolean
}

/** A judgement, and the load it rests on. */
export interface Verdict extends Judgement {
  /** Seconds of load after the trigger that the verdict rests on. */
  readonly afterS: number
  /** Those of them beyond the plan, in which its last rate was held. */
  readonly beyondPlanS: number
}

/** Median time from the trigger until a run was back, ms; null when half of the runs or more were not. */
export function medianBackAfterMs(verdicts: readonly Pick<Verdict, 'backAfterMs'>[]): number | null {
  const middle = median(ascending(verdicts.map(({ backAfterMs }) => backAfterMs ?? Number.POSITIVE_INFINITY)))
  return Number.isFinite(middle) ? middle : null
}
