import { ascending, median } from '../../bench/core/order.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { directed, noteOf } from './direction.ts'
import type { Row } from './row.ts'
import { pairKey } from './series.ts'

/** The verdict on an exact series, with its note. */
type Said = Pick<Row, 'verdict' | 'note'>

/**
 * Compares figures that the seed decides. Any difference is real, so there is no test. Only seeds that both sides ran
 * are compared. `baseRuns` and `headRuns` are the seeds and repeats that ran the arm, with or without a value of this
 * metric.
 */
export function judgeExact(
  base: readonly Sample[],
  head: readonly Sample[],
  baseRuns: ReadonlySet<string>,
  headRuns: ReadonlySet<string>,
): Said & { readonly base: readonly Sample[]; readonly head: readonly Sample[] } {
  const shared = (sample: Sample) => baseRuns.has(pairKey(sample)) && headRuns.has(pairKey(sample))
  const [ownBase, ownHead] = [base.filter(shared), head.filter(shared)]
  const common = [...baseRuns].filter((run) => headRuns.has(run)).length
  const sides = { base: ownBase, head: ownHead }
  if (common === 0) return { ...sides, verdict: 'incomparable', note: 'no seed in common' }
  const said = saidOf(ownBase, ownHead)
  const left = baseRuns.size + headRuns.size - 2 * common
  return left === 0
    ? { ...sides, ...said }
    : { ...sides, ...said, note: noteOf([said.note, `${common} seeds in common`]) }
}

function saidOf(base: readonly Sample[], head: readonly Sample[]): Said {
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
  return { verdict: directed(directionOf(pairs), (head[0] ?? base[0]!).better), note: noteOf([some, both]) }
}

/**
 * -1, 0 or 1: the direction of the change. It is up when more seeds are "never" and down when fewer are. Otherwise the
 * median decides, and if that stands still, the mean.
 */
function directionOf(pairs: readonly (readonly [was: number, is: number])[]): number {
  const never = (side: 0 | 1) => pairs.filter((pair) => pair[side] === Number.POSITIVE_INFINITY).length
  if (never(0) !== never(1)) return Math.sign(never(1) - never(0))
  const medianOf = (side: 0 | 1) => median(ascending(pairs.map((pair) => pair[side])))
  const byMedian = Math.sign(medianOf(1) - medianOf(0))
  if (byMedian !== 0 && !Number.isNaN(byMedian)) return byMedian
  const total = pairs.reduce((sum, [was, is]) => (was === is ? sum : sum + (is - was)), 0)
  return Number.isNaN(total) ? 0 : Math.sign(total)
}
