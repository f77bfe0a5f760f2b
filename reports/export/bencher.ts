import { type Figure, placeName } from './figure.ts'

/** The longest slug of a measure. Source: Bencher's reference of the Bencher Metric Format. */
const SLUG_MAX = 64

/** Spelling of a unit in a slug. The format has no field for units. */
const UNIT_SLUGS: Readonly<Record<string, string>> = {
  ms: 'ms',
  ns: 'ns',
  '1/s': 'per-second',
  MB: 'mb',
  bytes: 'bytes',
}

interface Metric {
  readonly value: number
  readonly lower_value?: number
  readonly upper_value?: number
}

/** Bencher Metric Format: a value for each benchmark and measure, with the 95 % interval of the median if known. */
export function bencherJson(figures: readonly Figure[]): string {
  const benchmarks: Record<string, Record<string, Metric>> = {}
  for (const figure of figures) {
    const measures = benchmarks[placeName(figure)] ?? {}
    measures[measureSlug(figure)] = metricOf(figure)
    benchmarks[placeName(figure)] = measures
  }
  return `${JSON.stringify(benchmarks, undefined, 1)}\n`
}

/** The measure of a figure: kebab-case, with its phase and unit. */
export function measureSlug({ metric, phase, unit }: Pick<Figure, 'metric' | 'phase' | 'unit'>): string {
  const words = [...(phase === 'all' ? [] : [phase]), metric, UNIT_SLUGS[unit] ?? ''].join('-').toLowerCase()
  return words
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, SLUG_MAX)
}

function metricOf({ value, low, high }: Figure): Metric {
  return {
    value,
    ...(Number.isFinite(low) ? { lower_value: low } : {}),
    ...(Number.isFinite(high) ? { upper_value: high } : {}),
  }
}
