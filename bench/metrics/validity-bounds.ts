import { z } from 'zod'
import { fields } from '../core/fields.ts'

/** How far the instrument may be off before a run is called invalid. */
export const validitySchema = z.strictObject({
  /** A request whose start is later than this is dropped. */
  dispatchLateMaxMs: fields.spanMs().default(100),
  /** Largest 99th percentile of the generator's lateness in any phase. */
  dispatchDelayP99MaxMs: fields.spanMs().default(50),
  /** Largest 99th percentile of the event-loop delay, in the generator and in the target. */
  eventLoopDelayP99MaxMs: fields.spanMs().default(50),
  /** Largest share of the requests of a phase that the generator drops. */
  droppedRatioMax: fields.ratio().default(0.001),
  /** Largest share of requests without a result when the drain ends. */
  unfinishedRatioMax: fields.ratio().default(0),
})
export type Validity = z.infer<typeof validitySchema>
