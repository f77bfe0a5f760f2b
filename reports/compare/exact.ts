import { ascending, median } from '../../bench/core/order.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { directed, noteOf } from './direction.ts'
import { changeOf } from './min-change.ts'
import type { Pair } from './pair.ts'
import type { Row } from './row.ts'
import { pairKey } from './series.ts'

/** The verdict on an exact series, with its note. */
type Said = Pick<Row, 'verdict' | 'note'>

type Sides = Pick<Pair, 'base' | 'head'>

/** The values of the seeds that both sides ran. */
export function sharedSeeds({ base, head, baseRuns, headRuns }: Pair): Sides {
  const isShared = (sample: Sample) => baseRuns.has(pairKey(sample)) && headRuns.has(pairKey(sample))
  return { base: base.filter(isShared), head: head.filter(isShared) }
}

/** The scale of a row, and the smallest change that counts on it. */
type Sizes = Pick<Row, 'scale' | 'minimum'>

/**
 * Compares figures that the seed decides. Any difference is real, so there is no test. Only seeds that both sides ran
 * are compared: `shared`. The runs of the pair are those of the arm, with or without a value of this metric.
 */
export function judgeExact(
  { baseRuns, headRuns }: Pick<Pair, 'baseRuns' | 'headRuns'>,
  shared: Sides,
  sizes: Sizes,
): Said {
  const common = [...baseRuns].filter((run) => headRuns.has(run)).length
  if (common === 0) return { verdict: 'incomparable', note: 'no seed in common' }
  const said = saidOf(shared, sizes)
  const left = baseRuns.size + headRuns.size - 2 * common
  return left === 0 ? said : { ...said, note: noteOf([said.note, `${common} seeds in common`]) }
}

function saidOf({ base, head }: Sides, sizes: Sizes): Said {
  const partners = new Map(base.map((sample) => [pairKey(sample), sample.value]))
  const pairs = head.flatMap((sample) => {
    const value = partners.get(pairKey(sample))
    return value === undefined ? [] : [[value, sample.value] as const]
  })
  const lone = base.length + head.length - 2 * pairs.length
  const moved = pairs.filter(([was, is]) => was !== is)
  if (moved.length === 0) {
    return lone === 0
      ? { verdict: 'equal', note: '' }
      : { verdict: 'changed', note: `n/a in ${lone} runs of one side only` }
  }
  const up = moved.filter(([was, is]) => is > was).length
  const both = up > 0 && up < moved.length ? `${up} seeds up, ${moved.length - up} down` : ''
  const some = moved.length === pairs.length ? '' : `moved at ${moved.length} of ${pairs.length} seeds`
  const { better } = (head[0] ?? base[0])!
  const { direction, note } = directionOf(pairs, better, sizes)
  return { verdict: directed(direction, better), note: noteOf([some, both, note]) }
}

/** Sums of the same values differ by less than this share. */
const ROUNDING = 1e-9

/**
 * -1, 0 or 1: the direction of the change. It is up when more seeds are "never" and down when fewer are. Otherwise
 * median and mean decide, those that moved by the smallest change if any did. Where they disagree, the worse one does.
 */
function directionOf(
  pairs: readonly (readonly [was: number, is: number])[],
  better: Sample['better'],
  { scale, minimum }: Sizes,
): { readonly direction: number; readonly note: string } {
  const values = (side: 0 | 1) => pairs.map((pair) => pair[side])
  const known = (side: 0 | 1) => values(side).filter((value) => value !== Number.POSITIVE_INFINITY)
  const never = (side: 0 | 1) => pairs.length - known(side).length
  if (never(0) !== never(1)) return { direction: Math.sign(never(1) - never(0)), note: '' }
  const byMedian = changeOf(median(ascending(values(0))), median(ascending(values(1))), scale)
  const byMean = meanChange(known(0), known(1), scale)
  const moved = [byMedian, byMean].filter((change) => change !== 0 && !Number.isNaN(change))
  const large = moved.filter((change) => !(Math.abs(change) < minimum))
  const signs = new Set((large.length > 0 ? large : moved).map(Math.sign))
  const worse = better === 'neither' ? 0 : better === 'lower' ? 1 : -1
  const direction = signs.size > 1 ? worse : ([...signs][0] ?? 0)
  const isAgainstMedian = direction !== 0 && Math.sign(byMedian) === -direction
  return { direction, note: isAgainstMedian ? 'by the mean' : '' }
}

function meanChange(base: readonly number[], head: readonly number[], scale: Row['scale']): number {
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [was, is] = [meanOf(base), meanOf(head)]
  return Math.abs(is - was) <= ROUNDING * Math.abs(was) ? 0 : changeOf(was, is, scale)
}
