/** 97.5 % point of the standard normal: a two-sided interval of 95 %. */
const Z = 1.959963984540054

/**
 * Wilson score interval (95 %) of a share, from `successes` out of `n`; [NaN, NaN] for n = 0. Unlike the textbook
 * interval it stays within 0 to 1 and has a width at 0 and at n. Source: E. B. Wilson, JASA 22 (1927).
 */
export function wilson(successes: number, n: number): [low: number, high: number] {
  if (n === 0) return [Number.NaN, Number.NaN]
  const share = successes / n
  const spread = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))
  const middle = share + Z ** 2 / (2 * n)
  const scale = 1 + Z ** 2 / n
  return [
    successes === 0 ? 0 : Math.max(0, (middle - spread) / scale),
    successes === n ? 1 : Math.min(1, (middle + spread) / scale),
  ]
}
