import { ConfigError } from '../../bench/core/config-error.ts'
import { COMPARISON_SCHEMA, type Comparison } from './comparison.ts'
import { headline } from './headline.ts'

/** `compare.json`: null for what is not known, "never" and "-never" for what is infinite. */
export function compareJson(comparison: Comparison): string {
  const document = { schema: COMPARISON_SCHEMA, headline: headline(comparison), ...comparison }
  return `${JSON.stringify(document, (_, value) => written(value), 1)}\n`
}

/** Reads a comparison back. @throws ConfigError when the text is none, or one of another version. */
export function parseComparison(text: string, file: string): Comparison {
  let document: Partial<Comparison> & { schema?: unknown; headline?: unknown }
  try {
    document = Object(JSON.parse(text, read))
  } catch (error) {
    throw new ConfigError(`${file}: must be a comparison (${(error as Error).message})`)
  }
  const { schema, headline: _, ...comparison } = document
  if (schema !== COMPARISON_SCHEMA || !Array.isArray(comparison.rows)) {
    throw new ConfigError(
      `${file}: must have schema ${COMPARISON_SCHEMA} and rows, got schema ${JSON.stringify(schema)}`,
    )
  }
  return comparison as Comparison
}

function written(value: unknown): unknown {
  if (typeof value !== 'number') return value
  if (Number.isNaN(value)) return null
  return Number.isFinite(value) ? value : value > 0 ? 'never' : '-never'
}

const NUMBERS = ['effect', 'low', 'high', 'p', 'q', 'minimum', 'mde', 'runsNeeded', 'median', 'calibration']

function read(key: string, value: unknown): unknown {
  if (!NUMBERS.includes(key)) return value
  if (value === 'never') return Number.POSITIVE_INFINITY
  if (value === '-never') return Number.NEGATIVE_INFINITY
  return value === null ? Number.NaN : value
}
