import type { Row, RowSide } from './row.ts'
import { seriesKey } from './series.ts'

/** Characters of a reason at most. */
export const REASON_MAX = 500

/** A gate series that got worse on purpose: from which figures to which, and why. */
export interface Acceptance extends Pick<Row, 'suite' | 'variant' | 'arm' | 'metric' | 'unit'> {
  readonly clock: 'virtual' | 'real'
  /** The plan under which it got worse, as rows have it. */
  readonly plan: string
  readonly base: RowSide
  readonly head: RowSide
  /**
   * The largest change that is accepted, on the scale of a row; null for exact figures, of which the figures of both
   * sides are the limit.
   */
  readonly upTo: number | null
  readonly reason: string
}

/** The series that an acceptance is about, as one text. A series has at most one for each clock. */
export function acceptanceKey({ suite, variant, arm, metric, clock }: Acceptance): string {
  return [clock, seriesKey({ suite, variant, arm, metric, phase: 'all' })].join(' ')
}

/** Acceptances of all gate series that regressed. */
export function acceptancesOf(rows: readonly Row[], reason: string): Acceptance[] {
  return rows.filter(({ gates, verdict }) => gates && verdict === 'regressed').map((row) => acceptanceOf(row, reason))
}

function acceptanceOf(row: Row, reason: string): Acceptance {
  const { suite, variant, arm, metric, unit, plan, base, head, kind } = row
  // A gate series that regressed has figures on both sides, and one plan.
  const common = { suite, variant, arm, metric, unit, plan: plan!, base: base!, head: head!, reason }
  if (kind === 'exact') return { ...common, clock: 'virtual', upTo: null }
  return { ...common, clock: 'real', upTo: limitOf(row) }
}

/**
 * The far end of the interval, but at least the smallest change beyond the estimate. The same change measured again is
 * rarely larger.
 */
function limitOf({ effect, low, high, minimum, better, scale }: Row): number {
  const isUp = better === 'lower'
  const bound = isUp ? high : low
  // Nothing is known of a change between runs that are all "never".
  if (Number.isNaN(effect)) return isUp ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const step = Number.isNaN(minimum) ? 0 : minimum
  const beyond =
    scale === 'ratio' ? (1 + effect) * (isUp ? 1 + step : 1 / (1 + step)) - 1 : effect + (isUp ? step : -step)
  if (!Number.isFinite(bound)) return beyond
  return isUp ? Math.max(bound, beyond) : Math.min(bound, beyond)
}

/** Acceptances that a change brings along: those of head that base does not have, with the same figures and reason. */
export function broughtAlong(base: readonly Acceptance[], head: readonly Acceptance[]): Acceptance[] {
  const known = new Set(base.map(contentOf))
  return head.filter((one) => !known.has(contentOf(one)))
}

/** All fields as one text, whatever their order. */
function contentOf(one: Acceptance): string {
  const figures = [one.base, one.head].flatMap(({ n, median, mean, never }) => [n, median, mean, never])
  return [acceptanceKey(one), one.unit, one.plan, ...figures, String(one.upTo), one.reason].join(' ')
}

/** Replaces earlier acceptances of the same series. Everything else is kept. */
export function mergedAcceptances(before: readonly Acceptance[], now: readonly Acceptance[]): Acceptance[] {
  const replaced = new Set(now.map(acceptanceKey))
  return [...before.filter((one) => !replaced.has(acceptanceKey(one))), ...now]
}
