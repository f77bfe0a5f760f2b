/**
 * How a threshold makes one figure of a metric: a percentile or another figure of a latency, or the value of a scalar.
 */
export type Aggregation =
  | {
      readonly kind: 'percentile'
      /** Share of the values, 0 to 1. */
      readonly q: number
      /** As written: `p(99)`, `med`. */
      readonly text: string
    }
  | { readonly kind: 'avg' | 'min' | 'max' | 'value'; readonly text: string }

/**
 * The aggregation of a text such as `p(99)`, `med` or `count`, or why it is none; which metric it fits is not asked.
 */
export function readAggregation(text: string): Aggregation | string {
  const percent = /^p\(\s*(\d+(?:\.\d+)?)\s*\)$/.exec(text)?.[1]
  if (percent !== undefined) {
    // As a decimal: 99.9 / 100 is not 0.999.
    const q = Number(`${percent}e-2`)
    if (q > 0 && q < 1) return { kind: 'percentile', q, text: `p(${percent})` }
    return `its percentile must be above 0 and below 100 (the ends are min and max), got ${JSON.stringify(text)}`
  }
  if (text === 'med') return { kind: 'percentile', q: 0.5, text }
  if (text === 'avg' || text === 'min' || text === 'max') return { kind: text, text }
  if (text === 'value' || text === 'count' || text === 'rate') return { kind: 'value', text }
  return `its aggregation must be one of p(N), med, avg, min, max, value, count, rate, got ${JSON.stringify(text)}`
}
