import { z } from 'zod'
import { fields } from './fields.ts'

/** How long a piece of work takes, ms. `lognormal`: exp(ln(medianMs) + sigma x N(0, 1)). */
export const distributionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), ms: fields.instantMs() }),
  z
    .strictObject({ kind: z.literal('uniform'), minMs: fields.instantMs(), maxMs: fields.instantMs() })
    .refine((d) => d.maxMs >= d.minMs, { error: 'must be at least minMs', path: ['maxMs'] }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: fields.spanMs() }),
  z.strictObject({ kind: z.literal('lognormal'), medianMs: fields.spanMs(), sigma: z.number().gt(0).max(5) }),
])
export type Distribution = z.infer<typeof distributionSchema>

/** The value of the distribution at the quantile `u` in [0, 1), ms. */
export function sampleMs(distribution: Distribution, u: number): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms
    case 'uniform':
      return distribution.minMs + u * (distribution.maxMs - distribution.minMs)
    case 'exponential':
      return -distribution.meanMs * Math.log1p(-u)
    case 'lognormal':
      return distribution.medianMs * Math.exp(distribution.sigma * normalQuantile(u))
  }
}

/** Mean of the distribution, ms. */
export function meanMs(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms
    case 'uniform':
      return (distribution.minMs + distribution.maxMs) / 2
    case 'exponential':
      return distribution.meanMs
    case 'lognormal':
      return distribution.medianMs * Math.exp(distribution.sigma ** 2 / 2)
  }
}

const QUANTILES = 2000

/** Mean of the largest of `count` independent values, ms: the integral of quantile(v^(1/count)) over v from 0 to 1. */
export function meanOfLargestMs(distribution: Distribution, count: number): number {
  if (count === 1) return meanMs(distribution)
  let sum = 0
  for (let i = 0; i < QUANTILES; i++) sum += sampleMs(distribution, ((i + 0.5) / QUANTILES) ** (1 / count))
  return sum / QUANTILES
}

const TAIL = 0.02425
const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
]
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]

/** Quantile of the standard normal by Acklam's rational approximation (relative error below 1.2e-9), u in [0, 1). */
export function normalQuantile(u: number): number {
  const p = Math.min(Math.max(u, 2 ** -33), 1 - 2 ** -33)
  if (p < TAIL) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - TAIL) return -tail(Math.sqrt(-2 * Math.log1p(-p)))
  const q = p - 0.5
  const r = q * q
  return (polynomial(A, r) * q) / (polynomial(B, r) * r + 1)
}

function tail(q: number): number {
  return polynomial(C, q) / (polynomial(D, q) * q + 1)
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
