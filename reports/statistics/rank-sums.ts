/**
 * Ranks of values, doubled so that the mean rank of a tie is a whole number too: the smallest of n different values has
 * 2, the largest 2n.
 */
export function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => compare(values[a]!, values[b]!))
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1
    // The mean of the ranks from + 1 to `to`, times 2.
    for (let i = from; i < to; i++) ranks[order[i]!] = from + 1 + to
    from = to
  }
  return ranks
}

function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b)
}

/**
 * How many ways there are to choose `size` of these whole numbers with each sum: element s counts sum s. With `size`
 * undefined, of any number of them. Counts are doubles: exact up to 2^53, and to about 15 digits beyond.
 */
export function waysBySum(numbers: readonly number[], size: number | undefined): Float64Array {
  // No choice has a larger sum than the `size` largest numbers. Without this bound, two values against 1250 would take
  // seconds.
  const most = numbers.toSorted((a, b) => b - a).slice(0, size)
  const largest = most.reduce((sum, number) => sum + number, 0)
  if (size === undefined) {
    const ways = new Float64Array(largest + 1)
    ways[0] = 1
    let reached = 0
    for (const number of numbers) {
      reached += number
      for (let sum = reached; sum >= number; sum--) ways[sum]! += ways[sum - number]!
    }
    return ways
  }
  const bySize = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1))
  bySize[0]![0] = 1
  numbers.forEach((number, i) => {
    for (let k = Math.min(size, i + 1); k >= 1; k--) {
      const [with_, without] = [bySize[k]!, bySize[k - 1]!]
      for (let sum = largest; sum >= number; sum--) with_[sum]! += without[sum - number]!
    }
  })
  return bySize[size]!
}

/** P(sum <= at) and P(sum >= at) where every way is equally likely. */
export function tailsAt(ways: Float64Array, at: number): { readonly below: number; readonly above: number } {
  let [below, above, all] = [0, 0, 0]
  // Each tail is summed directly. As the difference from 1, a tiny tail would be lost in rounding.
  for (let sum = 0; sum < ways.length; sum++) {
    const count = ways[sum]!
    all += count
    if (sum <= at) below += count
    if (sum >= at) above += count
  }
  return { below: below / all, above: above / all }
}
