import { z } from 'zod'
import { figures, objectOf } from './figures-schema.ts'
import { BUCKETS_MAX, type HistogramData, histogramMistake } from './histogram.ts'
import { FIGURE_MAX } from './unit.ts'

/** Schema of a histogram, whose buckets must add up. */
export const histogramSchema = objectOf<HistogramData>()({
  count: figures.count(),
  // A billion values, each of the largest size.
  sumUs: z
    .number()
    .min(0)
    .max(1e9 * FIGURE_MAX),
  minUs: figures.amount().exactOptional(),
  maxUs: figures.amount(),
  buckets: z.array(z.int()).max(2 * BUCKETS_MAX),
}).superRefine((histogram, context) => {
  const message = histogramMistake(histogram)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})
