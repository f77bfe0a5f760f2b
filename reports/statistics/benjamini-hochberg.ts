/**
 * Adjusted p-values (q) in the order given: rejecting all q <= 0.05 keeps the expected share of false alarms among the
 * alarms below 5 %. Benjamini and Hochberg 1995: q_(i) = min over j >= i of p_(j) m / j, at most 1.
 */
export function adjusted(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!)
  const q = new Array<number>(p.length)
  let smallest = 1
  for (let rank = order.length; rank >= 1; rank--) {
    const i = order[rank - 1]!
    smallest = Math.min(smallest, p[i]! * (p.length / rank))
    q[i] = smallest
  }
  return q
}
