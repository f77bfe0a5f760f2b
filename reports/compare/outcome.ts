import { ascending, median } from '../../bench/core/order.ts'
import type { Row, SeriesVerdict } from './row.ts'

/** Gating series that could not be judged. */
const NOT_JUDGED: readonly SeriesVerdict[] = ['incomparable', 'missing', 'invalid', 'undetectable']

/** How many gating series have each verdict, and how large a change the comparison would have found in them. */
export interface Tally {
  readonly series: number
  readonly verdicts: ReadonlyMap<SeriesVerdict, number>
  /** Median of the mde on the ratio scale; NaN where no series has one. */
  readonly mdeMedian: number
  readonly mdeMax: number
  /** All gating series are exact, so any difference was found. */
  readonly exact: boolean
  /** Some exact gating series has a smallest change that counts. */
  readonly exactMinimum: boolean
}

/** `regressed`: a gate failed. `not judged`: some gating series was not, or there is none. */
export type ComparisonOutcome = 'fine' | 'regressed' | 'not judged'

/** Decides how a comparison ends, from its gating series. */
export function outcomeOf(rows: readonly Row[]): ComparisonOutcome {
  const gating = rows.filter(({ gates }) => gates)
  if (gating.some(({ verdict }) => verdict === 'regressed')) return 'regressed'
  const judged = gating.filter(({ verdict }) => verdict !== 'new')
  if (judged.length === 0 || judged.some(({ verdict }) => NOT_JUDGED.includes(verdict))) return 'not judged'
  return 'fine'
}

/** Counts the gating series. */
export function tallyOf(rows: readonly Row[]): Tally {
  const gating = rows.filter(({ gates }) => gates)
  const verdicts = new Map<SeriesVerdict, number>()
  for (const { verdict } of gating) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
  const mdes = gating.filter(({ scale, mde }) => scale === 'ratio' && Number.isFinite(mde)).map(({ mde }) => mde)
  return {
    series: gating.length,
    verdicts,
    mdeMedian: median(ascending(mdes)),
    mdeMax: mdes.length === 0 ? Number.NaN : Math.max(...mdes),
    exact: gating.length > 0 && gating.every(({ kind }) => kind === 'exact'),
    exactMinimum: gating.some(({ kind, minimum }) => kind === 'exact' && !Number.isNaN(minimum)),
  }
}
