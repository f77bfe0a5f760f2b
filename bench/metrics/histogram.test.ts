import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUCKETS_MAX, Histogram, histogramMistake } from './histogram.ts'

const of = (values: readonly number[]) => {
  const histogram = new Histogram()
  for (const us of values) histogram.record(us / 1000)
  return histogram
}

test('below 512 us every value is exact', () => {
  const histogram = of(Array.from({ length: 512 }, (_, us) => us))
  for (const us of [0, 1, 255, 256, 511]) expect(histogram.percentileUs((us + 1) / 512)).toBe(us)
})

test('nearest rank: the percentile of ten values', () => {
  const histogram = of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect([0, 0.1, 0.11, 0.5, 0.99, 1].map((q) => histogram.percentileUs(q))).toEqual([1, 1, 2, 5, 10, 10])
})

test('any percentile is within 1/256 above that of the sorted list, never below, never above the maximum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(2000), fc.nat(4e9), fc.nat(2e11)), { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, q) => {
        const sorted = values.toSorted((a, b) => a - b)
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!
        const found = of(values).percentileUs(q)
        expect(found >= exact && found <= exact * (1 + 1 / 256) && found <= sorted.at(-1)!).toBe(true)
      },
    ),
  )
})

test('values that never came count as infinite', () => {
  const histogram = of([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(histogram.percentileUs(0.9, 1)).toBe(9)
  expect(histogram.percentileUs(0.91, 1)).toBe(Number.POSITIVE_INFINITY)
  expect(new Histogram().percentileUs(0.5, 1)).toBe(Number.POSITIVE_INFINITY)
})

test('a percentile with fewer than ten samples beyond it is not given', () => {
  const ones = (n: number) => of(new Array(n).fill(1))
  expect(ones(999).soundPercentileUs(0.99)).toBeNaN()
  expect(ones(1000).soundPercentileUs(0.99)).toBe(1)
  expect(ones(19).soundPercentileUs(0.5)).toBeNaN()
  expect(ones(20).soundPercentileUs(0.5)).toBe(1)
})

test('mean and maximum are exact, empty is NaN', () => {
  expect([of([1000, 2001]).meanUs(), of([1000, 2001]).maxUs()]).toEqual([1500.5, 2001])
  expect([new Histogram().meanUs(), new Histogram().maxUs(), new Histogram().percentileUs(0.5)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ])
})

const DAY_MS = 86_400_000

test('range: a latency above 71.6 minutes is recorded, up to two days and far beyond', () => {
  for (const ms of [2 ** 32 / 1000, 7_200_000, DAY_MS, 2 * DAY_MS, 365 * DAY_MS]) {
    const histogram = new Histogram()
    histogram.record(1)
    histogram.record(ms)
    const us = Math.round(ms * 1000)
    expect([histogram.percentileUs(1), histogram.maxUs(), histogram.meanUs()]).toEqual([us, us, (us + 1000) / 2])
  }
})

test('range: what no clock can give is an error, never another value', () => {
  const histogram = new Histogram()
  histogram.record(-5)
  histogram.record(1e12)
  for (const ms of [1.000_001e12, Number.POSITIVE_INFINITY, Number.NaN]) {
    expect(() => histogram.record(ms)).toThrow('a latency must be a number of at most 1000000000000000 us')
  }
  expect([...histogram.values()]).toEqual([
    [0, 1],
    [1e15, 1],
  ])
})

/** Short, around the end of the first buckets, and long; as many of each. */
const anyUs = fc.oneof(fc.nat(2000), fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 + 5 }), fc.nat(1e15))

test('range: minimum, percentiles, mean and maximum never contradict each other', () => {
  fc.assert(
    fc.property(
      fc.array(anyUs, { minLength: 1, maxLength: 100 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }),
      (values, shares) => {
        const histogram = of(values)
        const [min, max] = [Math.min(...values), Math.max(...values)]
        expect([histogram.minUs(), histogram.maxUs()]).toEqual([min, max])
        expect([histogram.percentileUs(0), histogram.percentileUs(1)]).toEqual([min, max])
        const percentiles = [0, ...shares, 1].sort((a, b) => a - b).map((q) => histogram.percentileUs(q))
        expect(percentiles).toEqual(percentiles.toSorted((a, b) => a - b))
        expect(histogram.meanUs() >= min && histogram.meanUs() <= max).toBe(true)
      },
    ),
  )
})

test('data of before minima were kept: the lowest value of the first bucket', () => {
  const { minUs: _, ...before } = of([1001, 5000]).toData()
  expect(Histogram.from(before).minUs()).toBe(1000)
})

test('data and back, and the sum of two', () => {
  const [a, b] = [of([1, 700, 123_456]), of([2, 700])]
  expect(Histogram.from(a.toData()).toData()).toEqual(a.toData())
  a.add(b.toData())
  expect(a.toData()).toEqual(of([1, 700, 123_456, 2, 700]).toData())
  a.clear()
  expect(a.toData()).toEqual(new Histogram().toData())
})

test('a cleared histogram is as good as new, whatever it held', () => {
  const latencies = fc.array(fc.oneof(fc.nat(2000), fc.nat(4e9), fc.nat(2e11)), { maxLength: 50 })
  fc.assert(
    fc.property(latencies, latencies, latencies, (before, added, after) => {
      const histogram = of(before)
      histogram.add(of(added).toData())
      expect(histogram.toData()).toEqual(of([...before, ...added]).toData())
      histogram.clear()
      for (const us of after) histogram.record(us / 1000)
      expect(histogram.toData()).toEqual(of(after).toData())
      expect(histogram.percentileUs(0.5)).toEqual(of(after).percentileUs(0.5))
      expect([...histogram.values()]).toEqual([...of(after).values()])
    }),
  )
})

test('what a histogram gives away is one, whatever was recorded', () => {
  fc.assert(
    fc.property(fc.array(anyUs, { maxLength: 50 }), (values) => {
      expect(histogramMistake(of(values).toData())).toBeUndefined()
    }),
  )
})

test.each([
  [{ buckets: [1] }, 'must have a count for each bucket'],
  [{ buckets: [7, 1, 5, 1] }, 'must have ascending buckets that are not empty'],
  [{ buckets: [5, 0, 7, 2] }, 'must have ascending buckets that are not empty'],
  [{ buckets: [5, 1, BUCKETS_MAX, 1] }, 'must have ascending buckets that are not empty'],
  [{ buckets: [-1, 1, 7, 1] }, 'must have ascending buckets that are not empty'],
  [{ count: 3 }, 'must have buckets that add up to its count, got 2 values and the count 3'],
  [{ maxUs: 8 }, 'must have its maximum in the last bucket, got 8'],
  [{ maxUs: 2 ** 32 + 7 }, 'must have its maximum in the last bucket, got 4294967303'],
  [{ minUs: 4 }, 'must have its minimum in the first bucket, got 4'],
  [{ sumUs: 13 }, 'must have a sum of 12 to 12, got 13'],
  [{ sumUs: 11 }, 'must have a sum of 12 to 12, got 11'],
])('%j is no histogram', (change, message) => {
  const data = { count: 2, sumUs: 12, minUs: 5, maxUs: 7, buckets: [5, 1, 7, 1] }
  expect(histogramMistake(data)).toBeUndefined()
  expect(histogramMistake({ ...data, ...change })).toBe(message)
})

test('a histogram made from data takes whatever is recorded in it or added to it later', () => {
  const anything = fc.array(fc.oneof(fc.nat(2000), fc.nat(4e9), fc.nat(2e11)), { maxLength: 20 })
  fc.assert(
    fc.property(anything, anything, (before, later) => {
      const all = of([...before, ...later]).toData()
      const [recorded, added] = [Histogram.from(of(before).toData()), Histogram.from(of(before).toData())]
      for (const us of later) recorded.record(us / 1000)
      added.add(of(later).toData())
      expect([recorded.toData(), added.toData()]).toEqual([all, all])
    }),
  )
})
