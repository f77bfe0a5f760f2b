import { normalTail } from '../../bench/metrics/normal.ts'
import type { RankTest } from './mann-whitney.ts'
import { doubledRanks, tailsAt, waysBySum } from './rank-sums.ts'

/** Above this number of differences the normal approximation is used. */
export const EXACT_DIFFERENCES_MAX = 100

/**
 * Wilcoxon's signed-rank test of differences against 0. `v` is the sum of the ranks of the positive ones. Differences
 * of 0 are left out, as Wilcoxon did; ties have their mean rank. Exact over all signs; above 100 differences the normal
 * approximation with corrections for ties and continuity. Without a difference p is 1. @throws RangeError when one is
 * NaN.
 */
export function signedRank(differences: readonly number[]): RankTest & { readonly v: number } {
  if (differences.some(Number.isNaN)) throw new RangeError('differences must be numbers, got NaN')
  const moved = differences.filter((difference) => difference !== 0)
  if (moved.length === 0) return { v: 0, p: 1, pLess: 1, pGreater: 1 }
  const ranks = doubledRanks(moved.map(Math.abs))
  const doubledV = ranks.reduce((sum, rank, i) => (moved[i]! > 0 ? sum + rank : sum), 0)
  const tails = moved.length > EXACT_DIFFERENCES_MAX ? normalTails(ranks, doubledV / 2) : exactTails(ranks, doubledV)
  return { v: doubledV / 2, p: Math.min(1, 2 * Math.min(tails.pLess, tails.pGreater)), ...tails }
}

/** The smallest p that n differences can give: 2 / 2^n. */
export function smallestSignedP(n: number): number {
  return Math.min(1, 2 ** (1 - n))
}

function exactTails(ranks: readonly number[], doubledV: number): Pick<RankTest, 'pLess' | 'pGreater'> {
  const { below, above } = tailsAt(waysBySum(ranks, undefined), doubledV)
  return { pLess: below, pGreater: above }
}

function normalTails(ranks: readonly number[], v: number): Pick<RankTest, 'pLess' | 'pGreater'> {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 4
  // Each rank counts or does not, so its variance is a quarter of its square, with or without ties.
  const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + (rank / 2) ** 2, 0) / 4)
  const z = (half: number) => (v - mean + half) / deviation
  return { pLess: normalTail(-z(0.5)), pGreater: normalTail(z(-0.5)) }
}
