import { expect, test } from 'vitest'
import { medianInterval } from '../../bench/metrics/summary.ts'
import { adjusted } from './benjamini-hochberg.ts'
import { changePoints } from './change-points.ts'
import { energySplit } from './energy.ts'
import { pseudoMedian, shift } from './hodges-lehmann.ts'
import { mannWhitney } from './mann-whitney.ts'
import { signedRank } from './signed-rank.ts'
import vectors from './vectors.json' with { type: 'json' }

/** The expected values of a vector that it has. */
function given(pairs: readonly (readonly [expected: number | undefined, actual: number])[]) {
  for (const [expected, actual] of pairs) if (expected !== undefined) expect(actual).toBeCloseTo(expected, 8)
}

test.each(vectors.mannWhitney)('Mann-Whitney and Hodges-Lehmann: $id ($src)', (vector) => {
  const { u, p, pLess, pGreater } = mannWhitney(vector.x, vector.y)
  given([
    [vector.Ux, u],
    [vector.pTwo, p],
    [vector.pLess, pLess],
    [vector.pGreater, pGreater],
  ])
  const forward = shift(vector.x, vector.y)
  given([[vector.hl_y_minus_x, forward.estimate]])
  if (vector.hl_x_minus_y !== undefined) {
    const { estimate, low, high, confidence } = shift(vector.y, vector.x)
    given([
      [vector.hl_x_minus_y, estimate],
      [vector.hlCI![0], low],
      [vector.hlCI![1], high],
      [vector.hlConf, confidence],
    ])
  } else if (vector.hlCI !== undefined) {
    given([
      [vector.hlCI[0], forward.low],
      [vector.hlCI[1], forward.high],
      [vector.hlConf, forward.confidence],
    ])
  }
})

test.each(vectors.signedRank)('signed ranks: $id ($src)', (vector) => {
  const { v, p, pGreater } = signedRank(vector.d)
  const { estimate, low, high, confidence } = pseudoMedian(vector.d)
  given([
    [vector.V, v],
    [vector.pTwo, p],
    [vector.pGreater, pGreater],
    [vector.pseudoMedian, estimate],
    [vector.ci95[0], low],
    [vector.ci95[1], high],
    [vector.ciConf, confidence],
  ])
})

test('the interval of Hodges and Lehmann is D_(k) to D_(mn + 1 - k)', () => {
  for (const [size, k] of Object.entries(vectors.hodgesLehmannK.k)) {
    const n = Number(size)
    const x = Array.from({ length: n }, (_, i) => i)
    // All n^2 differences are distinct, so the ends of the interval show their places.
    const y = Array.from({ length: n }, (_, i) => 1000 * (i + 1))
    const differences = x.flatMap((a) => y.map((b) => b - a)).sort((a, b) => a - b)
    const { low, high, confidence } = shift(x, y)
    expect([n, low, high]).toEqual([n, differences[k - 1], differences[n * n - k]])
    expect(confidence).toBeCloseTo((vectors.hodgesLehmannK.conf as Record<string, number>)[size]!, 4)
  }
})

test('the interval of a median by order statistics', () => {
  for (const [size, [low, high]] of Object.entries(vectors.medianCi95.n)) {
    const n = Number(size)
    const interval = medianInterval(Array.from({ length: n }, (_, i) => i + 1))
    expect([n, ...interval]).toEqual(n < 6 ? [n, Number.NaN, Number.NaN] : [n, low, high])
  }
})

test('the example of Benjamini and Hochberg', () => {
  const { p, adj, rejectAt05 } = vectors.benjaminiHochberg
  const q = adjusted(p)
  given(q.map((value, i) => [adj[i], value]))
  expect(q.filter((value) => value <= 0.05)).toHaveLength(rejectAt05)
})

test.each(vectors.energyQ)('the strongest split of $z', ({ z, best }) => {
  const { tau, kappa, q } = energySplit(z)!
  expect({ tau, kappa, Q: q }).toEqual(best)
})

test.each(vectors.changePoints)('change points of $z ($src)', ({ z, window, cps, mean, p }) => {
  const found = changePoints(z, window === undefined ? {} : { window })
  expect(found.map(({ index }) => index)).toEqual(cps)
  if (p === undefined) return
  expect(found[0]!.p).toBeCloseTo(p, 10)
  given([
    [mean![0], Number(found[0]!.meanBefore.toFixed(6))],
    [mean![1], found[0]!.meanAfter],
  ])
})
