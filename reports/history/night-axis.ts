/** Most labels that fit on the axis: each is about 70 px wide. */
const TICKS_MAX = 8

/** Nights that have a label on the axis: evenly spread from the first, with the last where that fits. */
export function nightTicks(nights: number): number[] {
  if (nights <= TICKS_MAX) return Array.from({ length: nights }, (_, i) => i)
  const step = Math.ceil((nights - 1) / (TICKS_MAX - 1))
  const ticks = Array.from({ length: Math.floor((nights - 1) / step) + 1 }, (_, i) => i * step)
  return ticks
}

/** Labels of nights: dates, with times below them where two nights have the same date. */
export function nightLabels(ats: readonly string[]): string[][] {
  const dates = ats.map((at) => at.slice(0, 10))
  const areTwice = new Set(dates).size < dates.length
  return ats.map((at, i) => (areTwice ? [dates[i]!, at.slice(11, 16)] : [dates[i]!]))
}
