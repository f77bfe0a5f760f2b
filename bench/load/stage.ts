import { z } from 'zod'
import { fields } from '../core/fields.ts'
import { PHASES, type Phase } from '../core/phase.ts'
import { BURST_MAX, type Part } from './plan.ts'
import { ARRIVALS_MAX } from './trace.ts'

/** Largest rate as a share of the target's capacity. */
export const RHO_MAX = 100

/** A rate that a stage holds, or one that runs linearly from the start of a stage to its end. */
export type Rate = number | { readonly from: number; readonly to: number }

/** Part of a load: a rate, absolute or as a share of the target's capacity (`rho`), or bursts. */
export interface Stage {
  readonly durationMs?: number | undefined
  readonly ratePerSecond?: Rate | undefined
  readonly rho?: Rate | undefined
  readonly bursts?: { readonly size: number; readonly everyMs: number; readonly total: number } | undefined
  readonly phase?: Phase | undefined
}

/** The part of a plan that a stage is, with the phase that the suite gave it, if any. */
export type LabelledPart = Part & { readonly phase: Phase | undefined }

const rateSchema = (value: () => z.ZodNumber) =>
  z.union([value(), z.strictObject({ from: value(), to: value() })], {
    error: 'must be a number, which the stage holds, or { from, to }, which ramps',
  })

/** Options of a stage in our form. */
export const stageFields = {
  durationMs: fields
    .instantMs()
    .refine((durationMs) => durationMs > 0, {
      error: 'must be above 0: a stage holds its rate from its start on, so no stage is needed to jump there',
    })
    .optional(),
  ratePerSecond: rateSchema(fields.rate).optional(),
  /** Instead of `ratePerSecond`: the rate as a share of the target's capacity. */
  rho: rateSchema(() => z.number().min(0).max(RHO_MAX)).optional(),
  bursts: z
    .strictObject({
      size: fields.count(1, BURST_MAX),
      everyMs: fields.spanMs(),
      total: fields.count(1, ARRIVALS_MAX),
    })
    .optional(),
  phase: z.enum(PHASES).optional(),
}

/** Returns a rate in its shortest form: a number where it does not change. */
export function rateBetween(from: number, to: number): Rate {
  return from === to ? from : { from, to }
}

/** Multiplies both ends of a rate. */
export function scaledRate(rate: Rate, factor: number): Rate {
  return typeof rate === 'number' ? rate * factor : { from: rate.from * factor, to: rate.to * factor }
}

/** The rate at the start of a stage. A ramp from 0 counts as the rate that it leads to. */
export function firstRateOf({ ratePerSecond = 0 }: Stage): number {
  return typeof ratePerSecond === 'number' ? ratePerSecond : ratePerSecond.from || ratePerSecond.to
}

/** Turns a stage into a part of a plan; the rate of a `rho` stage is NaN until the capacity is known. */
export function partOf({ durationMs, ratePerSecond = Number.NaN, bursts, phase }: Stage): LabelledPart {
  if (bursts !== undefined) return { kind: 'bursts', ...bursts, phase }
  const { from, to } = typeof ratePerSecond === 'number' ? { from: ratePerSecond, to: ratePerSecond } : ratePerSecond
  return { kind: 'rate', fromRatePerSecond: from, toRatePerSecond: to, durationMs: durationMs!, phase }
}
