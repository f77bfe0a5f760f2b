import { UNITS } from '../../bench/metrics/unit.ts'
import { fixed, percent, signed } from '../format.ts'
import { suiteTitle } from '../suite-title.ts'
import { headOf } from '../unit-text.ts'
import type { Change } from './changes.ts'
import type { Entry, HistoryName } from './entry.ts'

type Unit = Entry['unit']
type Sized = Pick<Change, 'before' | 'after' | 'share'> & { readonly series: { readonly unit: Unit } }

/** Decimal digits. Fewer would hide a change of 5 % in small figures; more are hard to read. */
const DIGITS: Readonly<Record<Unit, number>> = {
  count: 1,
  ratio: 3,
  per_second: 1,
  us: 1,
  ms: 0,
  ns: 2,
  mb: 1,
  bytes: 0,
}
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
/** A p below this is a rounding error. */
const P_LEAST = 1e-15
/** A latency below this, in ms, is shown with three decimal digits. */
const SMALL_MS = 10

/** A figure in the unit that it is shown in. */
export function shownValue(value: number, unit: Unit): number {
  return value / UNITS[unit].divisor
}

/**
 * A figure for people, with fixed digits. Infinity is `never`, a gap of minus infinity is `-never`, and an unknown
 * figure is `n/a`.
 */
export function levelText(value: number, unit: Unit): string {
  if (value === Number.NEGATIVE_INFINITY) return '-never'
  const shown = shownValue(value, unit)
  return fixed(shown, unit === 'us' && Math.abs(shown) < SMALL_MS ? 3 : DIGITS[unit])
}

/** A metric with its unit. */
export function metricTitle({ metric, unit }: { readonly metric: string; readonly unit: Unit }): string {
  return headOf(metric, unit)
}

/** Suite, variant and arm of a series, and its clock where that is virtual. */
export function armTitle({ suite, variant, arm, kind }: HistoryName): string {
  return `${suiteTitle({ suite, variant })}: ${arm}${kind === 'exact' ? ', virtual time' : ''}`
}

/**
 * The size of a change: a signed percentage, or a difference in the figure's unit where there is no percentage. From or
 * to infinity it is the new level.
 */
export function sizeText({ before, after, share, series: { unit } }: Sized): string {
  if (share !== null) return signed(share, percent)
  const size = after - before
  if (!Number.isFinite(size)) return `to ${levelText(after, unit)}`
  return signed(size, (value) => levelText(value, unit))
}

/** The p of a test in few digits; `exact` for a figure that needs no test. */
export function pText({ p, series }: Pick<Change, 'p'> & { readonly series: Pick<Entry, 'kind'> }): string {
  if (p === null) return series.kind === 'exact' ? 'exact' : '-'
  if (p < P_LEAST) return `< ${P_LEAST}`
  return p < 0.0001 ? p.toExponential(0) : p.toFixed(4)
}

/** The name of a night for people. A moment is shown to the minute, in UTC; any other name is unchanged. */
export function nightText(night: string): string {
  return MOMENT.test(night) ? night.slice(0, 16).replace('T', ' ') : night
}

/** The first digits of a commit. */
export function commitText(commit: string | null): string {
  return commit?.slice(0, 10) ?? '-'
}
