import type { Comparison } from './comparison.ts'
import type { Row, RowSide } from './row.ts'

/** For tests: a noisy gating row in which nothing moved, but for what is given. */
export function row(fields: Partial<Row> = {}): Row {
  return {
    suite: 'burst',
    variant: 'default',
    arm: 'queue',
    phase: 'all',
    metric: 'response_p50',
    unit: 'us',
    better: 'lower',
    kind: 'noisy',
    gates: true,
    plan: 'p',
    scale: 'ratio',
    base: rowSide(100_000),
    head: rowSide(101_000),
    effect: 0.01,
    low: -0.02,
    high: 0.03,
    p: 0.5,
    q: 0.6,
    minimum: 0.05,
    mde: 0.08,
    runsNeeded: Number.NaN,
    verdict: 'equivalent',
    note: '',
    ...fields,
  }
}

/** For tests: a side with one value in all its runs. */
export function rowSide(median: number, n = 8): RowSide {
  const isNever = median === Number.POSITIVE_INFINITY
  return { n, median, mean: isNever ? Number.NaN : median, never: isNever ? n : 0 }
}

/** For tests: a comparison of two folders. */
export function comparison(rows: readonly Row[], fields: Partial<Comparison> = {}): Comparison {
  const side = { commit: null, class: 'linux x64', calibration: 50 }
  return {
    by: 'folder',
    base: { ...side, name: 'before' },
    head: { ...side, name: 'after', commit: 'c0ffee' },
    notes: [],
    changes: [],
    rows,
    ...fields,
  }
}
