/** The values from the smallest to the largest. */
export function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

/** Median of ascending values; of an even number the mean of the middle two. NaN without values. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  if (sorted.length === 0) return Number.NaN
  if (!Number.isInteger(middle)) return sorted[Math.floor(middle)]!
  const [low, high] = [sorted[middle - 1]!, sorted[middle]!]
  return low === high ? low : (low + high) / 2
}
