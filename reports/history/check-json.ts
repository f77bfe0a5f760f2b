import type { ChangeRow } from './change-columns.ts'
import type { Change } from './changes.ts'
import type { HistoryName } from './entry.ts'
import type { Overview } from './overview.ts'
import type { Series } from './series.ts'

/** A figure in JSON, which has no numbers for what is infinite. */
type JsonFigure = number | 'inf' | '-inf'

/** A change or a suspect as `history check --json` writes it. */
export interface CheckedChange
  extends HistoryName,
    Pick<Series, 'unit' | 'better'>,
    Pick<Change, 'share' | 'direction' | 'p'> {
  readonly at: string
  readonly night: string
  readonly commit: string | null
  readonly before: JsonFigure
  readonly after: JsonFigure
}

/** The part of `history check --json` that other reports use. */
export interface HistoryCheck {
  readonly series: number
  readonly changes: readonly CheckedChange[]
  readonly suspects: readonly CheckedChange[]
}

/** The result of `history check` as JSON, with these changes. */
export function checkJson({ series, nights, unused, breaks, suspects }: Overview, changes: readonly Change[]): string {
  const document = {
    series: series.length,
    nights,
    unused,
    breaks,
    changes: changes.map(checkedChange),
    suspects: suspects.map(checkedChange),
  } satisfies HistoryCheck & Pick<Overview, 'nights' | 'unused' | 'breaks'>
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function checkedChange({ series, index, direction, before, after, share, p }: Change): CheckedChange {
  const { suite, variant, arm, metric, kind, unit, better, points } = series
  const { at, night, commit } = points[index]!
  return {
    suite,
    variant,
    arm,
    metric,
    kind,
    unit,
    better,
    at,
    night,
    commit,
    direction,
    before: jsonFigure(before),
    after: jsonFigure(after),
    share,
    p,
  }
}

function jsonFigure(value: number): JsonFigure {
  if (Number.isFinite(value)) return value
  return value > 0 ? 'inf' : '-inf'
}

/** The table row of a change that was read from `history check --json`. */
export function checkedRow({ night, commit, direction, before, after, share, p, ...series }: CheckedChange): ChangeRow {
  return { series, night, commit, direction, before: figureOf(before), after: figureOf(after), share, p }
}

function figureOf(figure: JsonFigure): number {
  if (typeof figure === 'number') return figure
  return figure === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}
