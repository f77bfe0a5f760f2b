import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { adjusted } from '../statistics/benjamini-hochberg.ts'
import { judgeExact, sharedSeeds } from './exact.ts'
import { changeOf, exactMinimum, isTooSmall, type MinChange } from './min-change.ts'
import type { Noise } from './noise.ts'
import { judgeNoisy, mayPair, minimumOf, testNoisy } from './noisy.ts'
import { areTheSame, type Pair, pairsOf, rowOf } from './pair.ts'
import type { Row } from './row.ts'
import { arePaired } from './series.ts'
import { areInterleaved, recordedPlan, type Side } from './side.ts'

/** A row without the plan that all series of its variant share. */
type Judged = Omit<Row, 'plan'>

const UNTESTED = {
  effect: Number.NaN,
  low: Number.NaN,
  high: Number.NaN,
  p: Number.NaN,
  q: Number.NaN,
  minimum: Number.NaN,
  mde: Number.NaN,
  runsNeeded: Number.NaN,
  note: '',
} as const

/**
 * Compares all series of two sides, in the order of the base. Noisy gating series are judged together, and
 * informational ones together: of those with q <= 0.05 at most 5 % are expected not to differ at all. `minChange` is
 * that of exact figures.
 */
export function compareSides(base: Side, head: Side, noise: Noise = new Map(), minChange: MinChange = 0): Row[] {
  const pairs = pairsOf(base, head)
  const rows = new Map<string, Judged>()
  const toTest: [key: string, pair: Pair][] = []
  for (const [key, pair] of pairs) {
    const row = decided(pair, base, head) ?? exactRow(pair, minChange)
    if (row === undefined) toTest.push([key, pair])
    else rows.set(key, row)
  }
  // A series in which nothing differs counts as tested too.
  const same = [...rows.values()].filter(({ gates, kind, verdict }) => gates && kind === 'noisy' && verdict === 'equal')
  for (const [gates, family] of groupBy(toTest, ([, pair]) => pair.rule.gates)) {
    const together = family.length + (gates ? same.length : 0)
    for (const [key, row] of noisyRows(family, together, areInterleaved(base, head), noise)) rows.set(key, row)
  }
  return [...pairs].map(([key, { first }]) => ({ ...rows.get(key)!, plan: shownPlan(head, first) }))
}

/** Characters of a plan's hash that tell it from others. */
const PLAN_CHARS = 16

function shownPlan(side: Side, sample: Sample): string | null {
  return recordedPlan(side, sample)?.slice(0, PLAN_CHARS) ?? null
}

/** The row of a series that is decided without a test; undefined for the others. */
function decided(pair: Pair, base: Side, head: Side): Judged | undefined {
  const said = (verdict: Row['verdict'], note = '') => ({ ...rowOf(pair), ...UNTESTED, verdict, note })
  const lost = pair.headRuns.size - pair.head.length
  const isLost = pair.head.length === 0 || (lost > 0 && pair.base.length === pair.baseRuns.size)
  if (isLost) return said('missing', lost > 0 ? `n/a in ${lost} of ${pair.headRuns.size} runs of head` : '')
  if (pair.base.length === 0) return said('new')
  const why = whyIncomparable(pair, base, head)
  if (why !== undefined) return said('incomparable', why)
  for (const name of ['base', 'head'] as const) {
    const bad = pair[name].filter(({ status }) => status !== 'valid')
    if (bad.length > 0)
      return said('invalid', `${bad.length} of ${pair[name].length} runs of ${name} ${bad[0]!.status}`)
  }
  if (pair.first.kind === 'noisy' && areTheSame(pair)) return { ...said('equal'), effect: 0 }
  return undefined
}

function whyIncomparable({ base: was, head: is }: Pair, base: Side, head: Side): string | undefined {
  const [a, b] = [was[0] as Sample, is[0] as Sample]
  if (a.unit !== b.unit) return `unit was ${a.unit}, is ${b.unit}`
  if (a.kind !== b.kind) return `was ${a.kind}, is ${b.kind}`
  const plan = recordedPlan(base, a)
  if (plan === undefined || plan !== recordedPlan(head, b))
    return 'load, target, faults, deadline or number of workers differ'
  const isOneClass = base.environmentClass !== null && base.environmentClass === head.environmentClass
  if (a.kind === 'noisy' && !isOneClass && !areInterleaved(base, head)) return 'measured on different machines'
  return undefined
}

function exactRow(pair: Pair, minChange: MinChange): Judged | undefined {
  if (pair.first.kind !== 'exact') return undefined
  const shared = sharedSeeds(pair)
  const row = rowOf({ ...pair, ...shared })
  const runs = [...shared.base, ...shared.head]
  const minimum = row.base === null ? Number.NaN : exactMinimum(minChange, row.base, pair.rule, runs)
  const { verdict, note } = judgeExact(pair, shared, { scale: row.scale, minimum })
  const isSmall = MOVED.includes(verdict) && isTooSmall({ ...row, minimum })
  return { ...row, ...UNTESTED, effect: effectOf(row), minimum, verdict: isSmall ? 'too-small' : verdict, note }
}

const MOVED: readonly Row['verdict'][] = ['regressed', 'improved', 'changed']

/** The rows of series that are tested. `series`: how many are judged together. */
function noisyRows(
  family: readonly (readonly [string, Pair])[],
  series: number,
  interleaved: boolean,
  noise: Noise,
): [string, Judged][] {
  const tested = family.map(([, { base, head, rule }]) => {
    const paired = interleaved && arePaired(base, head) && mayPair(base.length, series)
    return testNoisy(base, head, rule, paired)
  })
  const equal = Array<number>(Math.max(0, series - family.length)).fill(1)
  const q = adjusted([...tested.map(({ p }) => p), ...equal])
  return family.map(([key, pair], i) => {
    const row = rowOf(pair)
    const runs = [...pair.base, ...pair.head]
    const sizes = { band: minimumOf(pair.rule, runs, 0), minimum: minimumOf(pair.rule, runs, noise.get(key) ?? 0) }
    return [key, { ...row, ...judgeNoisy(tested[i]!, { ...row, ...sizes, q: q[i]!, series }) }]
  })
}

/** The effect between the medians. */
function effectOf({ base, head, scale }: Pick<Row, 'base' | 'head' | 'scale'>): number {
  return base === null || head === null ? Number.NaN : changeOf(base.median, head.median, scale)
}
