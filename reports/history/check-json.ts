import type { Change } from './changes.ts'
import type { Overview } from './overview.ts'

/**
 * What `history check` says as JSON; infinite figures are the texts `inf` and `-inf`, which JSON has no numbers for.
 */
export function checkJson({ series, nights, unused, breaks, suspects }: Overview, told: readonly Change[]): string {
  const document = {
    ...{ series: series.length, nights, unused, breaks },
    changes: told.map(plain),
    suspects: suspects.map(plain),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function plain({ series, index, direction, before, after, share, p }: Change) {
  const { suite, variant, arm, metric, kind, unit, better, points } = series
  const { at, night, commit } = points[index]!
  return {
    ...{ suite, variant, arm, metric, kind, unit, better, at, night, commit, direction },
    ...{ before: number(before), after: number(after), share, p },
  }
}

function number(value: number): number | string {
  if (Number.isFinite(value)) return value
  return value > 0 ? 'inf' : '-inf'
}
