/**
 * The strongest split of a stretch. `tau` begins the right part, and `kappa` (exclusive) ends it. `q` is its energy
 * statistic, above 0.
 */
export interface Split {
  readonly tau: number
  readonly kappa: number
  readonly q: number
}

/**
 * Finds the clearest split of a stretch into two levels: the largest Q = mn / (m + n) (2 E|X - Y| - E|X - X'| - E|Y
 * - Y'|) over all tau and kappa, for the stretch from its beginning to tau and from tau to kappa. Matteson and James
 * 2014 (E-divisive), with exponent 1. Undefined where nothing differs. Positions count from the beginning of `values`.
 */
export function energySplit(values: readonly number[]): Split | undefined {
  const sums = distanceSums(values)
  let best: Split | undefined
  for (let tau = 1; tau < values.length; tau++) {
    for (let kappa = tau + 1; kappa <= values.length; kappa++) {
      const q = energy(sums, tau, kappa)
      if (q > (best?.q ?? 1e-12)) best = { tau, kappa, q }
    }
  }
  return best
}

function energy(sums: readonly Float64Array[], tau: number, kappa: number): number {
  const [m, n] = [tau, kappa - tau]
  const between = block(sums, 0, tau, tau, kappa) / (m * n)
  const left = m < 2 ? 0 : block(sums, 0, tau, 0, tau) / (m * (m - 1))
  const right = n < 2 ? 0 : block(sums, tau, kappa, tau, kappa) / (n * (n - 1))
  return ((m * n) / (m + n)) * (2 * between - left - right)
}

/** Sum of the distances between two ranges of values. */
function block(sums: readonly Float64Array[], fromA: number, toA: number, fromB: number, toB: number): number {
  return sums[toA]![toB]! - sums[fromA]![toB]! - sums[toA]![fromB]! + sums[fromA]![fromB]!
}

/** sums[i][j]: of all distances between the first i and the first j values. */
function distanceSums(values: readonly number[]): Float64Array[] {
  const size = values.length + 1
  const sums = Array.from({ length: size }, () => new Float64Array(size))
  for (let i = 1; i < size; i++) {
    let row = 0
    for (let j = 1; j < size; j++) {
      row += Math.abs(values[i - 1]! - values[j - 1]!)
      sums[i]![j] = sums[i - 1]![j]! + row
    }
  }
  return sums
}
