import { draw, STREAM } from '../../bench/core/draw.ts'
import { smallestP } from './mann-whitney.ts'
import { type Cumulative, rankSumWays, signedRankWays } from './null-distribution.ts'
import { smallestSignedP } from './signed-rank.ts'

/** Share of false alarms that a whole comparison may have. */
export const ALPHA = 0.05
/** A change counts as detectable when this share of comparisons would find it. */
const POWER = 0.8
const TRIALS = 4000
const HALVINGS = 12
/** Largest shift, in standard deviations. No test that can find anything misses a larger one. */
const SHIFT_MAX = 16
/** Above this number of runs a side, a detectable shift shrinks with the root of the number. */
const SIMULATED_MAX = 20
const RUNS_MIN = 5
const RUNS_MAX = 10_000

export type TestKind = 'two samples' | 'pairs'

/**
 * The smallest number of runs on each side with which one of `series` series, judged together, can be significant at
 * all.
 */
export function runsForDetecting(series: number): number {
  let n = 2
  while (smallestP(n, n) > ALPHA / series) n += 1
  return n
}

/**
 * The smallest number of pairs with which one of `series` series, judged together, can be significant by signed ranks.
 */
export function runsForPairing(series: number): number {
  let n = 2
  while (smallestSignedP(n) > ALPHA / series) n += 1
  return n
}

const known = new Map<string, number>()

/**
 * Shift that the rank test finds in 80 of 100 comparisons of `n` normal runs a side, in standard deviations of a run.
 * The series alone must be significant among `series` series (p <= 0.05 / series). The shift is found by simulation
 * with fixed random numbers; it is NaN where too few runs find nothing. For pairs the deviation is that of their
 * differences, divided by the root of 2.
 */
export function effectSize(n: number, series = 1, test: TestKind = 'two samples'): number {
  if (n > SIMULATED_MAX) return effectSize(SIMULATED_MAX, series, test) * Math.sqrt(SIMULATED_MAX / n)
  const key = `${n} ${series} ${test}`
  const before = known.get(key)
  if (before !== undefined) return before
  const size = simulated(n, ALPHA / series, test)
  known.set(key, size)
  return size
}

/**
 * Number of runs on each side that would find a shift of `effect`; Infinity where no reasonable number would. `spread`
 * and `effect` are on one scale.
 */
export function runsForEffect(spread: number, effect: number, series = 1, test: TestKind = 'two samples'): number {
  if (effect <= 0 && spread > 0) return Number.POSITIVE_INFINITY
  for (let n = RUNS_MIN; n <= SIMULATED_MAX; n++) if (effectSize(n, series, test) * spread <= effect) return n
  const runs = Math.ceil(SIMULATED_MAX * ((effectSize(SIMULATED_MAX, series, test) * spread) / effect) ** 2)
  return runs <= RUNS_MAX ? runs : Number.POSITIVE_INFINITY
}

function simulated(n: number, alpha: number, test: TestKind): number {
  const isPaired = test === 'pairs'
  if ((isPaired ? smallestSignedP(n) : smallestP(n, n)) > alpha) return Number.NaN
  const critical = criticalOf(isPaired ? signedRankWays(n) : rankSumWays(n, n), alpha)
  const isFound = isPaired ? foundPairs(n, critical) : foundSamples(n, critical)
  // Trials that are found at `high` and not at `low`; a trial that is found at a shift is found at every larger one.
  let open = Array.from({ length: TRIALS }, (_, trial) => normals(trial, isPaired ? n : 2 * n))
  let foundAtLow = 0
  let [low, high] = [0, SHIFT_MAX]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    const [found, missed] = parted(open, (values) => isFound(values, middle))
    if (foundAtLow + found.length >= POWER * TRIALS) {
      high = middle
      open = found
    } else {
      low = middle
      open = missed
      foundAtLow += found.length
    }
  }
  return high
}

function parted<T>(items: readonly T[], fits: (item: T) => boolean): [fitting: T[], others: T[]] {
  const [fitting, others]: [T[], T[]] = [[], []]
  for (const item of items) (fits(item) ? fitting : others).push(item)
  return [fitting, others]
}

/** The largest statistic that is significant: 2 P(statistic <= it) <= alpha. */
function criticalOf(below: Cumulative, alpha: number): number {
  let critical = -1
  while (2 * below(critical + 1) <= alpha) critical += 1
  return critical
}

/** Mann-Whitney's U on the other side: pairs in which the shifted run is not the larger one. */
function foundSamples(n: number, critical: number) {
  return (values: Float64Array, shift: number) => {
    let u = 0
    for (let i = 0; i < n; i++) for (let j = n; j < 2 * n; j++) if (values[i]! > values[j]! + shift) u += 1
    return u <= critical
  }
}

/** Sum of the ranks of the negative differences: means of two that are negative. */
function foundPairs(n: number, critical: number) {
  return (values: Float64Array, shift: number) => {
    let v = 0
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) if (Math.SQRT2 * (values[i]! + values[j]!) + 2 * shift < 0) v += 1
    }
    return v <= critical
  }
}

/** Standard normal numbers by Box and Muller. */
function normals(trial: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const radius = Math.sqrt(-2 * Math.log(1 - draw(0, STREAM.service, trial, i)))
    return radius * Math.cos(2 * Math.PI * draw(0, STREAM.backoff, trial, i))
  })
}
