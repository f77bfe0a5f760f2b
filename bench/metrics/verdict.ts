import { ascending, median } from '../core/order.ts'
import { backlogOf, type Course, harmedFromMs, isGood, secondsFrom } from './recovery.ts'
import type { RunResult } from './result.ts'

/**
 * What became of a system after its trigger. `absorbed`: nobody was harmed. `recovered`: good again within the limit.
 * `slow`: later, or on its way there. `oscillating`: it comes back and falls again, still at the horizon. `metastable`: down at the
 * horizon, and nothing falls: it stays so without its trigger. `undecided`: what is known does not decide it.
 * Vocabulary: Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021.
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

/** The verdict on a run; undefined without a trigger, or for a run that was broken off. Figures of an invalid run decide nothing. */
export function verdictOf({
  verdict,
  status,
  warnings,
}: Pick<RunResult, 'verdict' | 'status' | 'warnings'>): Verdict | undefined {
  if (verdict === null || status === 'partial') return undefined
  const doubt = warnings.find(({ severity }) => severity === 'invalid')
  if (doubt === undefined) return verdict
  const nothing = { neededS: null, backAfterMs: null, isProjected: false }
  return { ...verdict, kind: 'undecided', reason: `the run is invalid: ${doubt.message}`, ...nothing }
}

/** Half of the runs were back this long after their trigger, ms; null when at least half of them were not. */
export function medianBackAfterMs(verdicts: readonly Pick<Verdict, 'backAfterMs'>[]): number | null {
  const middle = median(ascending(verdicts.map(({ backAfterMs }) => backAfterMs ?? Number.POSITIVE_INFINITY)))
  return Number.isFinite(middle) ? middle : null
}

/** Requests lost to the trigger and what followed it: planned where it can harm them ({@link harmedFromMs}), and not completed in time. */
export function goodputDeficit(course: Course): number {
  const { timeline, windowMs, loadEndMs } = course
  const rows = timeline.slice(Math.floor(harmedFromMs(course) / windowMs), Math.ceil(loadEndMs / windowMs))
  return rows.reduce((total, { offered, goodPlanned }) => total + offered - goodPlanned, 0)
}

/** Time in bad seconds from where the trigger can harm requests on, ms. */
export function degradedMs(course: Course): number {
  return secondsFrom(course, harmedFromMs(course)).filter((second) => !isGood(second)).length * 1000
}

/**
 * From the end of the trigger until the backlog is back at what it was at most before the trigger, ms; Infinity when that
 * does not happen, NaN when nothing was measured before the trigger.
 */
export function drainTimeMs({ timeline, windowMs, triggerStartMs, triggerEndMs }: Course): number {
  const before = timeline.slice(0, Math.floor(triggerStartMs / windowMs))
  if (before.length === 0) return Number.NaN
  const usual = before.reduce((max, row) => Math.max(max, backlogOf(row)), 0)
  const first = Math.max(1, Math.ceil(triggerEndMs / windowMs))
  for (let i = first - 1; i < timeline.length; i++) {
    if (backlogOf(timeline[i]!) <= usual) return Math.max(0, (i + 1) * windowMs - triggerEndMs)
  }
  return Number.POSITIVE_INFINITY
}
