import type { Sample } from '../../bench/metrics/sample.ts'
import type { Row } from './row.ts'
import { seriesKey } from './series.ts'

/** By series: how far two identical builds were apart, as `effect` of a row has it (a share, or the metric's unit). */
export type Noise = ReadonlyMap<string, number>

/** One measured noise: a row of the noise file. */
export interface NoiseRow extends Pick<Sample, 'suite' | 'variant' | 'arm' | 'phase' | 'metric'> {
  /** Environment class it was measured on; it says nothing of others. */
  readonly class: string
  readonly scale: Row['scale']
  readonly noise: number
}

/**
 * What an A/A comparison teaches: the effect that was seen without any change, up or down alike. How far runs vary is
 * for the test to know; this is what it cannot know, such as a machine that treats the second run better. Informational
 * series need no teaching.
 */
export function noiseRows(rows: readonly Row[], environmentClass: string): NoiseRow[] {
  return rows.flatMap(({ suite, variant, arm, phase, metric, gates, scale, effect }) => {
    const noise = scale === 'ratio' ? Math.expm1(Math.abs(Math.log1p(effect))) : Math.abs(effect)
    if (!gates || !Number.isFinite(noise)) return []
    return [{ class: environmentClass, suite, variant, arm, phase, metric, scale, noise }]
  })
}

/** The noise of a class of machine. */
export function noiseOf(rows: readonly NoiseRow[], environmentClass: string | null): Noise {
  return new Map(
    rows.filter((row) => row.class === environmentClass).map((row) => [seriesKey(row), row.noise] as const),
  )
}

/** Later measurements stand in for earlier ones of the same series and class; all else is kept. */
export function mergedNoise(before: readonly NoiseRow[], now: readonly NoiseRow[]): NoiseRow[] {
  const key = (row: NoiseRow) => `${row.class} ${seriesKey(row)}`
  const replaced = new Set(now.map(key))
  return [...before.filter((row) => !replaced.has(key(row))), ...now]
}
