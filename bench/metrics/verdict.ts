import { ascending, median } from '../core/order.ts'

/**
 * What became of a system after its trigger. `absorbed`: nobody was harmed. `recovered`: good again within the limit.
 * `slow`: later, or on its way there. `oscillating`: it comes back and falls again, still at the horizon. `metastable`:
 * down at the horizon, and nothing falls: it stays so without its trigger. `undecided`: what is known does not decide
 * it. Vocabulary: Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021.
 */
export const VERDICT_KINDS = ['absorbed', 'recovered', 'slow', 'oscillating', 'metastable', 'undecided'] as const
export type VerdictKind = (typeof VERDICT_KINDS)[number]

/** Without a deadline, and where no policy ends a request, a verdict waits no longer for it, ms. */
export const WATCHED_MAX_MS = 30_000

/** The verdicts that P(collapse) counts. */
export function isCollapse(kind: VerdictKind): boolean {
  return kind === 'metastable' || kind === 'oscillating'
}

/** What became of a system, by what is known of it. */
export interface Judgement {
  readonly kind: VerdictKind
  /** Why, in words; empty where the kind says all. */
  readonly reason: string
  /** Seconds of further load that would decide; null when it is decided, or when no length would. */
  readonly neededS: number | null
  /** From the end of the trigger until it was back, or will be by its projection, ms; null when it is not. */
  readonly backAfterMs: number | null
  readonly isProjected: boolean
}

/** A judgement, and the load it rests on. */
export interface Verdict extends Judgement {
  /** Seconds of load after the trigger that were looked at. */
  readonly afterS: number
  /** Those of them that the plan does not have: its last rate was held for so long. */
  readonly beyondPlanS: number
}

/** Half of the runs were back this long after their trigger, ms; null when at least half of them were not. */
export function medianBackAfterMs(verdicts: readonly Pick<Verdict, 'backAfterMs'>[]): number | null {
  const middle = median(ascending(verdicts.map(({ backAfterMs }) => backAfterMs ?? Number.POSITIVE_INFINITY)))
  return Number.isFinite(middle) ? middle : null
}
