import { expect, test } from 'vitest'
import { histogram } from '../../bench/metrics/testing.ts'
import { packHistogram, unpackBuckets } from './packed-histogram.ts'
import { unpackNumbers } from './packed-numbers.ts'

test('the first bucket, then counts; 0 and a number stand for empty buckets', () => {
  const data = { count: 7, sumUs: 0, maxUs: 9, buckets: [5, 2, 6, 1, 9, 4] }
  const packed = packHistogram(data)
  expect(unpackNumbers(packed.buckets)).toEqual([5, 2, 1, 0, 2, 4])
  expect(packed).toMatchObject({ count: 7, sumUs: 0, maxUs: 9 })
  expect(unpackBuckets(packed.buckets)).toEqual(data.buckets)
})

test.each([[[]], [[0]], [[0, 0.001, 0.5, 0.6, 1, 20, 4_000_000]]])('latencies of %j ms come back', (values) => {
  const data = histogram(values, 40)
  expect(unpackBuckets(packHistogram(data).buckets)).toEqual(data.buckets)
})

test('empty buckets without their number are no histogram', () => {
  expect(unpackBuckets('FCA')).toBeUndefined()
  expect(unpackBuckets('?')).toBeUndefined()
})
