import type { Sample } from '../../bench/metrics/sample.ts'
import type { Row } from './row.ts'
import { seriesKey } from './series.ts'

/** How far two identical builds were apart, by series: on the scale of a row's `effect`, a share or in the unit. */
export type Noise = ReadonlyMap<string, number>

/** The measured noise of one series: a row of the noise file. */
export interface NoiseRow extends Pick<Sample, 'suite' | 'variant' | 'arm' | 'phase' | 'metric'> {
  /** Environment class on which it was measured. It holds for no other class. */
  readonly class: string
  readonly scale: Row['scale']
  readonly noise: number
}

/**
 * The noise that an A/A comparison found: the size of the effect that was seen without any change, up or down. The test
 * already knows how far runs vary. It cannot know of other effects, such as a machine that treats the second run
 * better. Informational series are left out.
 */
export function noiseRows(rows: readonly Row[], environmentClass: string): NoiseRow[] {
  return rows.flatMap(({ suite, variant, arm, phase, metric, gates, scale, effect }) => {
    const noise = scale === 'ratio' ? Math.expm1(Math.abs(Math.log1p(effect))) : Math.abs(effect)
    if (!gates || !Number.isFinite(noise)) return []
    return [{ class: environmentClass, suite, variant, arm, phase, metric, scale, noise }]
  })
}

/** The noise of one class of machine, by series. */
export function noiseOf(rows: readonly NoiseRow[], environmentClass: string | null): Noise {
  return new Map(
    rows.filter((row) => row.class === environmentClass).map((row) => [seriesKey(row), row.noise] as const),
  )
}

/** Replaces earlier measurements of the same series and class by later ones. Everything else is kept. */
export function mergedNoise(before: readonly NoiseRow[], now: readonly NoiseRow[]): NoiseRow[] {
  const key = (row: NoiseRow) => `${row.class} ${seriesKey(row)}`
  const replaced = new Set(now.map(key))
  return [...before.filter((row) => !replaced.has(key(row))), ...now]
}
