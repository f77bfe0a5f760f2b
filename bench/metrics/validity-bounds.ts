import { z } from 'zod'
import { fields } from '../core/fields.ts'

/** Bounds on lateness where neither the suite nor its deadline asks for closer ones, ms. */
const LATENESS = { dispatchLateMaxMs: 100, dispatchDelayP99MaxMs: 50, eventLoopDelayP99MaxMs: 50 } as const

/**
 * How far the instrument may be off before a run is called invalid. A deadline makes bounds closer: {@link
 * boundsWithin}.
 */
export const validitySchema = z.strictObject({
  /** A request whose start is later than this is dropped. */
  dispatchLateMaxMs: fields.spanMs().default(LATENESS.dispatchLateMaxMs),
  /** Largest 99th percentile of the generator's lateness in any phase. */
  dispatchDelayP99MaxMs: fields.spanMs().default(LATENESS.dispatchDelayP99MaxMs),
  /** Largest 99th percentile of the event-loop delay, in the generator and in the target. */
  eventLoopDelayP99MaxMs: fields.spanMs().default(LATENESS.eventLoopDelayP99MaxMs),
  /** Largest share of the requests of a phase that the generator drops. */
  droppedRatioMax: fields.ratio().default(0.001),
  /** Largest share of requests without a result when the drain ends. */
  unfinishedRatioMax: fields.ratio().default(0),
})
export type Validity = z.infer<typeof validitySchema>

/**
 * Bounds on lateness for requests with this deadline: a request that starts after its deadline is lost by the
 * generator, and one in a hundred may lose half of it to the instrument. Deadlines of 100 ms and more have the usual
 * bounds.
 */
export function boundsWithin(deadlineMs: number): Record<keyof typeof LATENESS, number> {
  return {
    dispatchLateMaxMs: Math.min(LATENESS.dispatchLateMaxMs, deadlineMs),
    dispatchDelayP99MaxMs: Math.min(LATENESS.dispatchDelayP99MaxMs, deadlineMs / 2),
    eventLoopDelayP99MaxMs: Math.min(LATENESS.eventLoopDelayP99MaxMs, deadlineMs / 2),
  }
}

/**
 * A suite as its author wrote it, with the bounds that its deadline asks for where it sets none. What is no suite is
 * left to its schema.
 */
export function withBounds(input: unknown): unknown {
  const { deadlineMs, validity = {} } = Object(input)
  const isGiven = typeof deadlineMs === 'number' && deadlineMs > 0 && typeof validity === 'object' && validity !== null
  if (!isGiven) return input
  const own = Object.entries(validity).filter(([, value]) => value !== undefined)
  return { ...Object(input), validity: { ...boundsWithin(deadlineMs), ...Object.fromEntries(own) } }
}
