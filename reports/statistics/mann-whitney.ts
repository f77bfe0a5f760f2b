import { normalTail } from '../../bench/metrics/normal.ts'
import { rankSumWays } from './null-distribution.ts'
import { doubledRanks, tailsAt, waysBySum } from './rank-sums.ts'

/** Above this number of pairs the normal approximation is used. */
export const EXACT_PAIRS_MAX = 2500

export interface RankTest {
  /** Two-sided: min(1, 2 min(pLess, pGreater)). */
  readonly p: number
  /** One-sided: chance that x is as low as this, or as high, where x and y are alike. */
  readonly pLess: number
  readonly pGreater: number
}

/**
 * Mann-Whitney's test of x against y. `u` counts the pairs in which x is greater, ties as half. Exact, with ties, over
 * all ways to deal the ranks; above 2500 pairs the normal approximation with corrections for ties and continuity.
 * Infinity is a value like any other.
 * @throws RangeError when a side is empty or holds NaN.
 */
export function mannWhitney(x: readonly number[], y: readonly number[]): RankTest & { readonly u: number } {
  if (x.length === 0 || y.length === 0 || [...x, ...y].some(Number.isNaN)) {
    throw new RangeError(`x and y must hold numbers, got ${x.length} and ${y.length} values`)
  }
  const ranks = doubledRanks([...x, ...y])
  const doubledU = sumOf(ranks.slice(0, x.length)) - x.length * (x.length + 1)
  const tails =
    x.length * y.length > EXACT_PAIRS_MAX ? normalTails(ranks, x.length, doubledU / 2) : exactTails(ranks, x.length)
  return { u: doubledU / 2, p: Math.min(1, 2 * Math.min(tails.pLess, tails.pGreater)), ...tails }
}

/** The smallest p that n1 and n2 runs can give: 2 / C(n1 + n2, n1). */
export function smallestP(n1: number, n2: number): number {
  let ways = 1
  for (let i = 1; i <= Math.min(n1, n2); i++) ways *= (Math.max(n1, n2) + i) / i
  return Math.min(1, 2 / ways)
}

type Tails = Pick<RankTest, 'pLess' | 'pGreater'>

/** Deals the smaller side, which takes fewer steps. Without ties the distribution depends on the sizes alone. */
function exactTails(ranks: readonly number[], n1: number): Tails {
  const n2 = ranks.length - n1
  const doubledU = sumOf(ranks.slice(0, n1)) - n1 * (n1 + 1)
  if (new Set(ranks).size === ranks.length) {
    const below = rankSumWays(n1, n2)
    const u = doubledU / 2
    return { pLess: below(u), pGreater: below(n1 * n2 - u) }
  }
  if (n1 <= n2) {
    const { below, above } = tailsAt(waysBySum(ranks, n1), sumOf(ranks.slice(0, n1)))
    return { pLess: below, pGreater: above }
  }
  const { below, above } = tailsAt(waysBySum(ranks, n2), sumOf(ranks.slice(n1)))
  return { pLess: above, pGreater: below }
}

function normalTails(ranks: readonly number[], n1: number, u: number): Tails {
  const n = ranks.length
  const n2 = n - n1
  const ties = new Map<number, number>()
  for (const rank of ranks) ties.set(rank, (ties.get(rank) ?? 0) + 1)
  const tied = [...ties.values()].reduce((sum, t) => sum + t ** 3 - t, 0)
  const deviation = Math.sqrt(((n1 * n2) / 12) * (n + 1 - tied / (n * (n - 1))))
  if (deviation === 0) return { pLess: 1, pGreater: 1 }
  const z = (half: number) => (u - (n1 * n2) / 2 + half) / deviation
  return { pLess: normalTail(-z(0.5)), pGreater: normalTail(z(-0.5)) }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
