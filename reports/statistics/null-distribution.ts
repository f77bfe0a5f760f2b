import { waysBySum } from './rank-sums.ts'

/** P(statistic <= k) where nothing differs and nothing is tied. */
export type Cumulative = (k: number) => number

const known = new Map<string, Cumulative>()

/**
 * Distribution of Mann-Whitney's U of m against n values. It is computed once per pair of sizes, since most series of a
 * comparison have the same sizes.
 */
export function rankSumWays(m: number, n: number): Cumulative {
  const [few, many] = [Math.min(m, n), Math.max(m, n)]
  const key = `${few} ${many}`
  const before = known.get(key)
  if (before !== undefined) return before
  const ways = distributionOf(few, many)
  known.set(key, ways)
  return ways
}

function distributionOf(few: number, many: number): Cumulative {
  const ranks = Array.from({ length: few + many }, (_, i) => i + 1)
  return cumulative(waysBySum(ranks, few), (few * (few + 1)) / 2)
}

/** Distribution of the sum of the positive ranks of n differences. */
export function signedRankWays(n: number): Cumulative {
  const ranks = Array.from({ length: n }, (_, i) => i + 1)
  return cumulative(waysBySum(ranks, undefined), 0)
}

function cumulative(ways: Float64Array, first: number): Cumulative {
  const all = ways.reduce((sum, count) => sum + count, 0)
  const shares: number[] = []
  let sum = 0
  for (let at = first; at < ways.length; at++) {
    sum += ways[at]!
    shares.push(sum / all)
  }
  return (k) => shares[k] ?? Number(k >= 0)
}
