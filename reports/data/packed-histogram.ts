import type { HistogramData } from '../../bench/metrics/histogram.ts'
import { packNumbers, unpackNumbers } from './packed-numbers.ts'

/** A histogram with its buckets as text. */
export interface PackedHistogram extends Omit<HistogramData, 'buckets'> {
  readonly buckets: string
}

/**
 * Packs a histogram for a file: the first bucket that is not empty, then the count of each bucket. 0 and a number n
 * stand for n empty buckets.
 */
export function packHistogram({ buckets, ...figures }: HistogramData): PackedHistogram {
  const numbers: number[] = buckets.slice(0, 1)
  for (let i = 0; i < buckets.length; i += 2) {
    const gap = i === 0 ? 0 : buckets[i]! - buckets[i - 2]! - 1
    if (gap > 0) numbers.push(0, gap)
    numbers.push(buckets[i + 1]!)
  }
  return { ...figures, buckets: packNumbers(numbers) }
}

/** The buckets and their counts in a text of {@link packHistogram}; undefined for another text. */
export function unpackBuckets(text: string): number[] | undefined {
  const numbers = unpackNumbers(text)
  if (numbers === undefined) return undefined
  const buckets: number[] = []
  let bucket = numbers[0] ?? 0
  for (let i = 1; i < numbers.length; i++) {
    const count = numbers[i]!
    if (count > 0) buckets.push(bucket++, count)
    else if (i + 1 < numbers.length) bucket += numbers[++i]!
    else return undefined
  }
  return buckets
}
