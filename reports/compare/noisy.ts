import { ascending, median } from '../../bench/core/order.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { ALPHA, effectSize, runsForDetecting, runsForEffect, type TestKind } from '../statistics/detectable.ts'
import { pseudoMedian, type Shift, shift } from '../statistics/hodges-lehmann.ts'
import { mannWhitney, smallestP } from '../statistics/mann-whitney.ts'
import { shareShift } from '../statistics/share-shift.ts'
import { signedRank, smallestSignedP } from '../statistics/signed-rank.ts'
import { spreadOf } from '../statistics/spread.ts'
import { directed, noteOf } from './direction.ts'
import type { MetricRule } from './metric-rule.ts'
import type { Row } from './row.ts'
import { valuesOf } from './series.ts'

/** The test of a noisy series. On the inner scale an effect is a difference of logs (for a ratio) or of values. */
export interface Tested {
  readonly p: number
  readonly smallestP: number
  /** Effect on the inner scale, and the spread of a run about its side's median. */
  readonly shift: Shift
  readonly spread: number
  readonly runs: number
  readonly test: TestKind
  /** Share of runs that are "never", head less base. */
  readonly moreNever: number
  /** Share of runs with a value above 0, head less base, where only 0 is right; 0 for other metrics. */
  readonly moreAny: number
}

/**
 * Tests head against base: by Mann-Whitney, or as pairs by Wilcoxon's signed ranks where `paired` is set. `paired` must
 * be decided from the numbers of runs and series alone. Neither side may be empty.
 */
export function testNoisy(base: readonly Sample[], head: readonly Sample[], rule: MetricRule, paired: boolean): Tested {
  const inner = (samples: readonly Sample[]) =>
    valuesOf(samples).map(rule.effect === 'ratio' ? Math.log : (value) => value)
  const [x, y] = [inner(base), inner(head)]
  const common = {
    runs: Math.min(x.length, y.length),
    moreNever: shareWhere(y, isNever) - shareWhere(x, isNever),
    moreAny: rule.none ? shareWhere(y, isAny) - shareWhere(x, isAny) : 0,
  }
  if (paired && !rule.binary) return { ...common, ...testPairs(x, y) }
  return {
    ...common,
    p: mannWhitney(x, y).p,
    smallestP: smallestP(x.length, y.length),
    test: 'two samples',
    ...(rule.binary ? { shift: shareShift(x, y), spread: Number.NaN } : { shift: shift(x, y), spread: spreadOf(x, y) }),
  }
}

function testPairs(x: readonly number[], y: readonly number[]): Omit<Tested, 'runs' | 'moreNever' | 'moreAny'> {
  const differences = x.map((value, i) => (value === y[i] ? 0 : y[i]! - value))
  return {
    p: signedRank(differences).p,
    smallestP: smallestSignedP(differences.length),
    shift: pseudoMedian(differences),
    // A difference of two runs varies by the root of 2 more than one run.
    spread: spreadOf(differences) / Math.SQRT2,
    test: 'pairs',
  }
}

const isNever = (value: number) => value === Number.POSITIVE_INFINITY
const isAny = (value: number) => value > 0

function shareWhere(values: readonly number[], fits: (value: number) => boolean): number {
  return values.filter(fits).length / values.length
}

/** Whether `n` pairs are enough for signed ranks to find a difference among `series` gating series. */
export function mayPair(n: number, series: number): boolean {
  return smallestSignedP(n) <= ALPHA / series
}

/** Smallest change that is reported, on the inner scale. `runs` has both sides, whose order changes nothing. */
export function minimumOf(
  { effect, minimum, floor, none }: MetricRule,
  runs: readonly Sample[],
  noise: number,
): number {
  const middle = (values: readonly number[]) => median(ascending(values))
  if (effect === 'ratio') return Math.log1p(Math.max(minimum, floor === 0 ? 0 : floor / middle(valuesOf(runs)), noise))
  const per1000 = runs[0]!.unit === 'count' && !none ? middle(runs.map(({ requests }) => requests)) / 1000 : 1
  return Math.max(floor * per1000, noise)
}

/** 80 % quantile of the standard normal distribution. */
const QUANTILE_80 = 0.8416
/**
 * How much more a Hodges-Lehmann shift of normal data varies than a difference of means: the root of 1 / its
 * efficiency, 3 / pi.
 */
const HODGES_LEHMANN = Math.sqrt(Math.PI / 3)

/**
 * The change whose estimate reaches the minimum in 80 of 100 comparisons. A change as large as the minimum itself would
 * reach it in half of them.
 */
function reportedSize(minimum: number, spread: number, runs: number): number {
  return minimum + QUANTILE_80 * HODGES_LEHMANN * spread * Math.sqrt(2 / runs)
}

interface Sizes {
  readonly q: number
  /** Smallest change that is reported, on the inner scale. */
  readonly minimum: number
  /** The same without the measured noise of the machine. */
  readonly band: number
  /** How many series are judged together. */
  readonly series: number
}

/** The columns of a row that come from its test. */
export function judgeNoisy(
  { p, smallestP: smallest, shift: { estimate, low, high }, spread, runs, test, moreNever, moreAny }: Tested,
  { q, minimum, band, series, better, scale }: Sizes & Pick<Row, 'better' | 'scale'>,
): Pick<Row, 'effect' | 'low' | 'high' | 'p' | 'q' | 'minimum' | 'mde' | 'runsNeeded' | 'verdict' | 'note'> {
  const outer = (inner: number) => (scale === 'ratio' ? Math.expm1(inner) : inner)
  const columns = {
    effect: outer(estimate),
    low: outer(low),
    high: outer(high),
    p,
    q,
    minimum: outer(minimum),
    mde: outer(Math.max(effectSize(runs, series, test) * spread, reportedSize(minimum, spread, runs))),
  }
  const said = (verdict: Row['verdict'], runsNeeded = Number.NaN, why = '') => ({
    ...columns,
    verdict,
    runsNeeded,
    note: noteOf([test === 'pairs' ? 'paired' : '', why]),
  })
  if (smallest > ALPHA / series)
    return said('undetectable', runsForDetecting(series), `${series} series judged together`)
  const isLargeEnough = Number.isNaN(estimate) || Math.abs(estimate) >= minimum
  if (q <= ALPHA && isLargeEnough) return said(directed(estimate, better))
  // The shift is that of the typical run, which stands still when only some runs become "never".
  if (q <= ALPHA && moreNever !== 0)
    return said(directed(moreNever, better), Number.NaN, 'more or fewer runs are never')
  if (q <= ALPHA && moreAny !== 0) return said(directed(moreAny, better), Number.NaN, 'more or fewer runs have any')
  if (q <= ALPHA) return said('within-noise')
  if (-band <= low && high <= band && moreNever === 0 && moreAny === 0) return said('equivalent')
  const needed = Number.isNaN(spread) ? Number.NaN : runsForEffect(spread, minimum, series, test)
  return said('inconclusive', needed > runs ? needed : Number.NaN)
}
