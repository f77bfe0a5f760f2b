import { z } from 'zod'
import { PHASES } from '../../bench/core/phase.ts'
import { figures, objectOf } from '../../bench/metrics/figures-schema.ts'
import { UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { converted, parseJson, refuseVersion } from '../checked-json.ts'
import { COMPARISON_SCHEMA, type Comparison, type SideInfo } from './comparison.ts'
import { headline } from './headline.ts'
import { type Row, type RowSide, SERIES_VERDICTS } from './row.ts'

/** `compare.json`: null where a figure is not known, "never" and "-never" where it is infinite. */
export function compareJson(comparison: Comparison): string {
  const document = { schema: COMPARISON_SCHEMA, headline: headline(comparison), ...comparison }
  return `${JSON.stringify(document, (_, value) => written(value), 1)}\n`
}

/**
 * Reads a comparison back. @throws NoResultsError for another version, ConfigError with file, path, rule and value for
 * what no comparison could have written.
 */
export function parseComparison(text: string, file: string): Comparison {
  const document = parseJson(text, file)
  refuseVersion(document, COMPARISON_SCHEMA, file)
  return converted(comparisonSchema, document, file)
}

/** A figure as a file has it. */
export function written(value: unknown): unknown {
  if (typeof value !== 'number') return value
  if (Number.isNaN(value)) return null
  return Number.isFinite(value) ? value : value > 0 ? 'never' : '-never'
}

/** A figure that is known, also where a file keeps it. */
export const knownFigureSchema = z.union([figures.signed(), z.literal(['never', '-never'])]).transform((value) => {
  if (value === 'never') return Number.POSITIVE_INFINITY
  return value === '-never' ? Number.NEGATIVE_INFINITY : value
})

const figureSchema = z.union([knownFigureSchema, z.null().transform(() => Number.NaN)])

/** The schema of one side of a row, also where a file keeps it. */
export const rowSideSchema = objectOf<RowSide>()({
  n: figures.count(),
  median: figureSchema,
  mean: figureSchema,
  never: figures.count(),
})

const rowSchema = objectOf<Row>()({
  suite: figures.word(),
  variant: figures.word(),
  arm: figures.label(),
  phase: z.enum(['all', ...PHASES]),
  metric: figures.word(),
  unit: z.enum(UNIT_NAMES),
  better: z.enum(['lower', 'higher', 'neither']),
  kind: z.enum(['exact', 'noisy']),
  gates: z.boolean(),
  plan: figures.text().nullable(),
  base: rowSideSchema.nullable(),
  head: rowSideSchema.nullable(),
  scale: z.enum(['ratio', 'difference']),
  effect: figureSchema,
  low: figureSchema,
  high: figureSchema,
  p: figureSchema,
  q: figureSchema,
  minimum: figureSchema,
  mde: figureSchema,
  runsNeeded: figureSchema,
  verdict: z.enum(SERIES_VERDICTS),
  note: figures.text(),
}).refine(({ scale, effect }) => scale === 'difference' || !(effect < -1), {
  path: ['effect'],
  error: 'must be a share of the base, -1 or more',
})

const sideSchema = objectOf<SideInfo>()({
  name: figures.text(),
  commit: z.string().max(1000).nullable(),
  class: z.string().max(1000).nullable(),
  calibration: figureSchema,
})

const comparisonSchema = objectOf<Comparison>()({
  by: z.enum(['folder', 'arm', 'gap']),
  base: sideSchema,
  head: sideSchema,
  notes: z.array(figures.text()),
  changes: z.array(figures.text()),
  rows: z.array(rowSchema),
})
