import { z } from 'zod'
import { fields } from '../core/fields.ts'

/** Default bounds on lateness, ms. A suite may set others, and a short deadline lowers the defaults. */
const LATENESS = { dispatchLateMaxMs: 100, dispatchDelayP99MaxMs: 50, eventLoopDelayP99MaxMs: 50 } as const

/**
 * Largest errors of the instrument; a run that exceeds one is invalid. A deadline lowers them: {@link boundsWithin}.
 */
export const validitySchema = z.strictObject({
  /** A request that would start later than this is dropped, ms. */
  dispatchLateMaxMs: fields.spanMs().default(LATENESS.dispatchLateMaxMs),
  /** Largest 99th percentile of the generator's lateness in any phase, ms. */
  dispatchDelayP99MaxMs: fields.spanMs().default(LATENESS.dispatchDelayP99MaxMs),
  /** Largest 99th percentile of the event-loop delay in the generator and in the target, ms. */
  eventLoopDelayP99MaxMs: fields.spanMs().default(LATENESS.eventLoopDelayP99MaxMs),
  /** Largest share of the requests of a phase that the generator drops. */
  droppedRatioMax: fields.ratio().default(0.001),
  /** Largest share of requests without a result when the drain ends. */
  unfinishedRatioMax: fields.ratio().default(0),
})
export type Validity = z.infer<typeof validitySchema>

/**
 * Bounds on lateness for requests with this deadline. A request that would start after its deadline is dropped. At most
 * one in a hundred may lose half of its deadline to the instrument. From 100 ms on a deadline changes no bound.
 */
export function boundsWithin(deadlineMs: number): Record<keyof typeof LATENESS, number> {
  return {
    dispatchLateMaxMs: Math.min(LATENESS.dispatchLateMaxMs, deadlineMs),
    dispatchDelayP99MaxMs: Math.min(LATENESS.dispatchDelayP99MaxMs, deadlineMs / 2),
    eventLoopDelayP99MaxMs: Math.min(LATENESS.eventLoopDelayP99MaxMs, deadlineMs / 2),
  }
}

/** Adds the bounds that follow from its deadline to a suite that sets none. Leaves anything else to the schema. */
export function withBounds(input: unknown): unknown {
  const { deadlineMs, validity = {} } = Object(input)
  const isGiven = typeof deadlineMs === 'number' && deadlineMs > 0 && typeof validity === 'object' && validity !== null
  if (!isGiven) return input
  const own = Object.entries(validity).filter(([, value]) => value !== undefined)
  return { ...Object(input), validity: { ...boundsWithin(deadlineMs), ...Object.fromEntries(own) } }
}
