/** Labels beside each other on the axis, at most: each is about 70 px wide. */
const TICKS_MAX = 8

/** Where the axis of the nights has labels: evenly spread, the first and the last among them where that fits. */
export function nightTicks(nights: number): number[] {
  if (nights <= TICKS_MAX) return Array.from({ length: nights }, (_, i) => i)
  const step = Math.ceil((nights - 1) / (TICKS_MAX - 1))
  const ticks = Array.from({ length: Math.floor((nights - 1) / step) + 1 }, (_, i) => i * step)
  return ticks
}

/** Labels of nights: their dates, and below them the times where two nights have the same date. */
export function nightLabels(ats: readonly string[]): string[][] {
  const dates = ats.map((at) => at.slice(0, 10))
  const areTwice = new Set(dates).size < dates.length
  return ats.map((at, i) => (areTwice ? [dates[i]!, at.slice(11, 16)] : [dates[i]!]))
}
