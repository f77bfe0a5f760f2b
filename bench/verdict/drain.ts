import { meanOf, sumOf } from '../core/sums.ts'
import { BAD_SHARE, type Block, rateBefore } from './blocks.ts'
import { deviationOf, type Evidence } from './evidence.ts'
import { falls } from './trend.ts'

/** Number of means of a stretch of time: enough for a trend, and each long enough to be nearly independent. */
const MEANS = 10
/** Standard deviations that a projection allows for chance. */
const Z = 3

/** Trend of the open work and the harm. Times are seconds after the trigger. */
export interface Drain {
  readonly isFalling: boolean
  /** Time of return to the usual state at the mean pace; Infinity when neither work nor harm falls. */
  readonly arrivesS: number
  /** The same at the slowest pace that chance explains; Infinity when that pace does not lead back. */
  readonly atLatestS: number
}

/** Open work beyond that of the twin that still counts as usual. */
export function usualOpen(evidence: Evidence, fromS: number, toS: number): number {
  const { seconds, hasTwin, knownAfterMs } = evidence
  const usual = hasTwin ? seconds.slice(fromS, toS).map(({ twinOpen }) => twinOpen) : openBefore(evidence)
  const spread = usual.length === 0 ? 0 : deviationOf(usual)
  return Math.max(5, 3 * spread, 0.05 * rateBefore(evidence) * Math.ceil(knownAfterMs / 1000))
}

/** Open work of the last seconds before the trigger. */
export function openBefore({ seconds, triggerFromMs }: Evidence): number[] {
  const before = Math.floor(triggerFromMs / 1000)
  return seconds.slice(Math.max(0, before - 20), before).map(({ open }) => open)
}

/** Open work of each second beyond that of the twin. */
export function excessOpen({ seconds, hasTwin }: Evidence, fromS: number, toS: number): number[] {
  return seconds.slice(fromS, toS).map(({ open, twinOpen }) => open - (hasTwin ? twinOpen : 0))
}

/**
 * Returns the trend in the second half of the time after the trigger, from `t0` to `toS`. `blocks` are the blocks whose
 * requests have known ends.
 */
export function drainOf(evidence: Evidence, blocks: readonly Block[], t0: number, toS: number): Drain {
  const fromS = t0 + Math.floor((toS - t0) / 2)
  const lengthS = (toS - fromS) / MEANS
  const open = meansOf(excessOpen(evidence, fromS, toS))
  const usual = usualOpen(evidence, t0, toS)
  const middleS = blocks.length === 0 ? 0 : (blocks[0]!.fromS + blocks.at(-1)!.fromS) / 2
  const harm = sharesOf(blocks.filter((block) => block.fromS >= middleS))
  const openPace = paceOf(open)
  const harmPace = paceOf(harm)
  const openFalls = meanOf(open.slice(MEANS / 2)) > usual && falls(open)
  const harmFalls = harm.length > 2 && falls(harm) && harmPace.last < 0.9 * harm[0]!
  const slowest = openPace.step + (Z * openPace.spread) / Math.sqrt(MEANS - 1)
  const reaches = (distance: number, step: number) =>
    step < 0 ? toS - t0 + (lengthS * distance) / -step : Number.POSITIVE_INFINITY
  const openArrives = openFalls ? reaches(openPace.last - usual, openPace.step) : Number.POSITIVE_INFINITY
  const harmArrives = harmFalls ? reaches(harmPace.last - BAD_SHARE, harmPace.step) : Number.POSITIVE_INFINITY
  return {
    isFalling: openFalls || harmFalls,
    arrivesS: openFalls ? openArrives : harmArrives,
    // Abandoned work may drain while requests still fail for another cause, so a projection needs both to fall.
    atLatestS: openFalls && harmFalls ? reaches(openPace.last - usual, slowest) : Number.POSITIVE_INFINITY,
  }
}

/** Mean step, its standard deviation, and the mean of the last two values. */
function paceOf(values: readonly number[]): { readonly step: number; readonly spread: number; readonly last: number } {
  if (values.length < 2) return { step: 0, spread: 0, last: values[0] ?? 0 }
  const steps = values.slice(1).map((value, i) => value - values[i]!)
  const step = (values.at(-1)! - values[0]!) / steps.length
  return { step, spread: deviationOf(steps), last: (values.at(-1)! + values.at(-2)!) / 2 }
}

/** Ten means of a series, in its order. */
function meansOf(values: readonly number[]): number[] {
  const length = values.length / MEANS
  return Array.from({ length: MEANS }, (_, i) => {
    const from = Math.floor(i * length)
    return meanOf(values.slice(from, Math.max(from + 1, Math.floor((i + 1) * length))))
  })
}

/** At most ten shares of harm, in the order of the blocks. */
function sharesOf(blocks: readonly Block[]): number[] {
  const length = Math.max(1, blocks.length / MEANS)
  return Array.from({ length: Math.min(MEANS, blocks.length) }, (_, i) => {
    const from = Math.floor(i * length)
    const part = blocks.slice(from, Math.max(from + 1, Math.floor((i + 1) * length)))
    return (
      sumOf(part, ({ harm }) => harm) /
      Math.max(
        1,
        sumOf(part, ({ good }) => good),
      )
    )
  })
}
