import type { Ablation, ArmWhy, Flip, Outcomes, Rates } from '../../bench/study/why/why-data.ts'
import { countText, fixed, percent } from '../format.ts'
import type { Column } from '../table.ts'

/** The whole stack, or one element taken away. */
export type AblationRow =
  | Ablation
  | { readonly kind: 'full'; readonly element: string; readonly done: string; readonly without: Outcomes }

/** The whole stack first, so that what is below can be compared with it. */
export function ablationRows({ full, ablations }: ArmWhy): AblationRow[] {
  return [{ kind: 'full', element: '(all elements)', done: '-', without: full }, ...ablations]
}

/** Columns with the cost of an element, the most important first: a narrow terminal leaves out the last. */
export const ABLATION_COLUMNS: readonly Column<AblationRow>[] = [
  { head: 'element', cell: ({ element }) => element },
  { head: 'done', cell: ({ done }) => done },
  { head: 'P(collapse)', cell: (row) => ('without' in row ? collapseText(row.without) : '-') },
  { head: 'difference', cell: (row) => (row.kind === 'measured' ? differenceText(row.difference) : '-') },
  { head: 'share', cell: shareText },
  { head: 'verdict', cell: (row) => ('without' in row ? row.without.verdict : row.kind) },
  { head: 'deficit', cell: (row) => ('without' in row ? countText(row.without.deficitMedian) : '-') },
]

/** `100 % [72, 100]`. */
export function collapseText({ collapse }: Outcomes): string {
  if (collapse === null) return 'n/a'
  const { share, low, high } = collapse
  return `${fixed(share * 100, 0)} % [${fixed(low * 100, 0)}, ${fixed(high * 100, 0)}]`
}

function differenceText({ median, low, high }: Extract<Ablation, { kind: 'measured' }>['difference']): string {
  return `${countText(median)} ${low === null || high === null ? '[n/a]' : `[${countText(low)}, ${countText(high)}]`}`
}

function shareText(row: AblationRow): string {
  if (row.kind !== 'measured') return '-'
  return row.share === null ? 'n/a' : percent(row.share)
}

/** A rate: a kind of attempts, or requests beside them. */
export interface RateRow {
  readonly name: string
  /** Its name in CSV. */
  readonly metric: string
  readonly of: (rates: Rates) => number
  /** Whether it is a part of the attempts. */
  readonly isPart: boolean
}

/** Rates of offered requests, of goodput and of the kinds of attempts. */
export const RATE_ROWS: readonly RateRow[] = [
  { name: 'offered', metric: 'offered', of: ({ offered }) => offered, isPart: false },
  { name: 'goodput', metric: 'goodput', of: ({ goodput }) => goodput, isPart: false },
  { name: 'attempts', metric: 'attempts', of: ({ attempts }) => attempts, isPart: true },
  { name: '  first tries', metric: 'first_tries', of: ({ first }) => first, isPart: true },
  {
    name: '  retries after a failure',
    metric: 'retries_after_failed',
    of: ({ afterFailed }) => afterFailed,
    isPart: true,
  },
  {
    name: '  retries after a timeout',
    metric: 'retries_after_timeout',
    of: ({ afterTimeout }) => afterTimeout,
    isPart: true,
  },
  {
    name: '  retries after a rejection',
    metric: 'retries_after_rejected',
    of: ({ afterRejected }) => afterRejected,
    isPart: true,
  },
  { name: '  hedges', metric: 'hedges', of: ({ hedges }) => hedges, isPart: true },
  { name: '  redeliveries', metric: 'redeliveries', of: ({ redeliveries }) => redeliveries, isPart: true },
]

/** The rows to show. Kinds of attempts that never occur are left out. */
export function shownRates({ rates }: ArmWhy): RateRow[] {
  return RATE_ROWS.filter(({ name, of }) => !name.startsWith('  ') || rates.some((at) => of(at) > 0))
}

/** For each moment a rate and its share of the attempts. */
export function rateColumns({ rates }: ArmWhy): Column<RateRow>[] {
  const share = (row: RateRow, at: Rates) => (row.isPart && at.attempts > 0 ? percent(row.of(at) / at.attempts) : '-')
  return [
    { head: 'per second', cell: ({ name }) => name },
    ...rates.flatMap((at): Column<RateRow>[] => [
      { head: momentText(at), cell: ({ of }) => fixed(of(at), 1) },
      { head: 'share', cell: (row) => share(row, at) },
    ]),
  ]
}

function momentText({ afterMs, isEnd }: Rates): string {
  return `at ${afterMs / 1000} s${isEnd ? ' (end)' : ''}`
}

/** Smallest change first. */
export const FLIP_COLUMNS: readonly Column<Flip>[] = [
  { head: 'change', cell: ({ change }) => change },
  { head: 'factor', cell: ({ from, to }) => (from === 0 ? '-' : fixed(to / from, 2)) },
  { head: 'P(collapse)', cell: ({ outcomes }) => collapseText(outcomes) },
  { head: 'verdict', cell: ({ outcomes }) => outcomes.verdict },
]
