import { ascending, median } from '../../bench/core/order.ts'
import { meanOf } from '../../bench/core/sums.ts'
import { energySplit } from './energy.ts'
import { mannWhitney } from './mann-whitney.ts'
import { doubledRanks } from './rank-sums.ts'
import { studentP } from './student-t.ts'

/** The place at which a series changes to another level. */
export interface ChangePoint {
  /** First value of the new level. */
  readonly index: number
  readonly p: number
  /**
   * Means from the change point before to this one, and from this one to the next; medians where "never" is among the
   * values.
   */
  readonly meanBefore: number
  readonly meanAfter: number
}

export interface ChangePointOptions {
  /** Number of values that are searched together. @defaultValue 30 */
  readonly window?: number
  /** @defaultValue 0.001 */
  readonly pMax?: number
  /** Fewest values of a level. @defaultValue 3 */
  readonly segmentMin?: number
  /** Smallest change that is reported, as a share of the smaller mean. @defaultValue 0.05 */
  readonly magnitudeMin?: number
}

const DEFAULTS = { window: 30, pMax: 0.001, segmentMin: 3, magnitudeMin: 0.05 } as const satisfies ChangePointOptions

/**
 * Finds the change points of a series as Apache Otava does. E-divisive splits windows that overlap by half, and
 * Student's t tests the splits. Then the weakest point is removed and its neighbours are tested again, until all are
 * strong and large enough. The deviation is that of the population, as in Otava.
 *
 * Two things differ from Otava. A level without variance, or with "never" (Infinity) in it, is judged by the exact rank
 * test. Stretches that are too short to be a level are left out and the rest is searched again, so a night that is far
 * off neither counts as a change nor hides one.
 */
export function changePoints(values: readonly number[], options: ChangePointOptions = {}): ChangePoint[] {
  const settings = { ...DEFAULTS, ...options }
  const points = merged(values, weakPoints(values, settings), settings)
  const ends = [0, ...points.map(({ index }) => index), values.length]
  const kept = ends.slice(1).flatMap((to, i) => (to - ends[i]! < settings.segmentMin ? [] : indexesFrom(ends[i]!, to)))
  if (kept.length === values.length || points.length === 0) return points
  const again = changePoints(
    kept.map((index) => values[index]!),
    options,
  )
  return again.map((point) => ({ ...point, index: kept[point.index]! }))
}

function indexesFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

type Settings = Required<ChangePointOptions>

function weakPoints(values: readonly number[], settings: Settings): number[] {
  const found = new Set<number>()
  const step = Math.max(1, Math.floor(settings.window / 2))
  // Distances between numbers that may be infinite are those of their ranks.
  const scaled = values.every(Number.isFinite) ? values : doubledRanks(values)
  for (let start = 0; start < values.length; ) {
    const end = Math.min(start + settings.window, values.length)
    const own = pointsInWindow(scaled.slice(start, end), weakP(settings.pMax)).map((index) => index + start)
    for (const index of own) found.add(index)
    start = Math.max(own.at(-1) ?? 0, start + step)
  }
  return [...found].sort((a, b) => a - b)
}

/** Splits at the strongest candidate of all stretches until one is not significant. */
function pointsInWindow(values: readonly number[], pMax: number): number[] {
  const points: number[] = []
  for (;;) {
    const ends = [0, ...points, values.length]
    const candidates = ends.slice(1).flatMap((to, i) => {
      const split = energySplit(values.slice(ends[i], to))
      return split === undefined ? [] : [{ index: ends[i]! + split.tau, from: ends[i]!, to, q: split.q }]
    })
    const best = candidates.reduce((a, b) => (b.q > (a?.q ?? 0) ? b : a), candidates[0])
    if (best === undefined) return points
    if (studentOf(values.slice(best.from, best.index), values.slice(best.index, best.to)) > pMax) return points
    points.push(best.index)
    points.sort((a, b) => a - b)
  }
}

/** The p while splitting. It lets weak points through, which later may be strong together. The factors are Otava's. */
function weakP(pMax: number): number {
  if (pMax < 0.05) return pMax * 10
  return pMax < 0.5 ? pMax * 2 : pMax
}

function merged(values: readonly number[], indexes: readonly number[], settings: Settings): ChangePoint[] {
  const left = [...indexes]
  let points = left.map((_, i) => pointAt(values, left, i, settings))
  for (;;) {
    const weakest = weakestOf(points, settings)
    if (weakest === undefined) return points
    left.splice(weakest, 1)
    // The stretches of the two points beside it are longer now.
    points = points
      .toSpliced(weakest, 1)
      .map((point, i) => (i === weakest - 1 || i === weakest ? pointAt(values, left, i, settings) : point))
  }
}

/** The least significant point that is not significant enough; if all are, the smallest that is not large enough. */
function weakestOf(points: readonly ChangePoint[], { pMax, magnitudeMin }: Settings): number | undefined {
  const insignificant = worst(
    points,
    ({ p }) => p > pMax,
    ({ p }) => p,
  )
  const small = (point: ChangePoint) => magnitudeOf(point) < magnitudeMin
  return insignificant ?? worst(points, small, (point) => -magnitudeOf(point))
}

/** Place of the worst of the points that fail; undefined when none does. */
function worst(
  points: readonly ChangePoint[],
  fails: (point: ChangePoint) => boolean,
  badness: (point: ChangePoint) => number,
): number | undefined {
  const failing = points.flatMap((point, i) => (fails(point) ? [i] : []))
  return failing.length === 0
    ? undefined
    : failing.reduce((a, b) => (badness(points[b]!) > badness(points[a]!) ? b : a))
}

function pointAt(values: readonly number[], indexes: readonly number[], i: number, settings: Settings): ChangePoint {
  const index = indexes[i]!
  const before = values.slice(indexes[i - 1] ?? 0, index)
  const after = values.slice(index, indexes[i + 1] ?? values.length)
  return { index, p: pOf(before, after, settings), meanBefore: levelOf(before), meanAfter: levelOf(after) }
}

/** As a share of the mean that is nearer to 0, so that up and down count alike. */
function magnitudeOf({ meanBefore, meanAfter }: ChangePoint): number {
  if (meanBefore === meanAfter) return 0
  const smaller = Math.min(Math.abs(meanBefore), Math.abs(meanAfter))
  return Math.abs(meanAfter - meanBefore) / smaller
}

function pOf(before: readonly number[], after: readonly number[], { segmentMin }: Settings): number {
  const isLevel = Math.min(before.length, after.length) >= segmentMin
  const varies = varianceOf(before) > 0 && varianceOf(after) > 0
  return isLevel && !varies ? mannWhitney(before, after).p : studentOf(before, after)
}

/**
 * Two-sided p of Student's t with the deviation of the population; by ranks where neither side varies or one knows
 * "never".
 */
function studentOf(before: readonly number[], after: readonly number[]): number {
  const [m, n] = [before.length, after.length]
  const pooled = ((m - 1) * varianceOf(before) + (n - 1) * varianceOf(after)) / (m + n - 2)
  if (!(pooled > 0 && Number.isFinite(pooled))) return mannWhitney(before, after).p
  const t = (meanOf(before) - meanOf(after)) / Math.sqrt(pooled * (1 / m + 1 / n))
  return studentP(t, m + n - 2)
}

/** Median where a value is "never": one "never" would make any mean "never", and so two such levels equal. */
function levelOf(values: readonly number[]): number {
  return values.every(Number.isFinite) ? meanOf(values) : median(ascending(values))
}

/** Mean of squared deviations; NaN where a value is infinite. */
function varianceOf(values: readonly number[]): number {
  // The mean of equal values may be rounded (of 0.1 three times it is), and so would their variance not be 0.
  if (values.every((value) => value === values[0])) return 0
  const mean = meanOf(values)
  return meanOf(values.map((value) => (value - mean) ** 2))
}
