import type { Cancel } from './clock.ts'
import type { Outcome } from './outcome.ts'

/** Why an attempt was made. */
export type AttemptCause = 'first' | 'retry' | 'hedge' | 'redelivery'
export const ATTEMPT_CAUSES = ['first', 'retry', 'hedge', 'redelivery'] as const satisfies readonly AttemptCause[]

/** Outcomes that can be tried again. */
export const RETRY_REASONS = ['failed', 'timeout', 'rejected'] as const
export type RetryReason = (typeof RETRY_REASONS)[number]

/** One unit of work on its way to the target. A policy that changes a field passes a copy on. */
export interface Request {
  /** Place in the arrival plan, from 0. Chance is drawn by it. */
  readonly id: number
  /** Its planned start. Latency counts from here. */
  readonly intendedMs: number
  /** The instant at which its caller stops waiting; Infinity when it never does. */
  readonly deadlineMs: number
  readonly cause: AttemptCause
  /** Of a retry: how the attempt before it ended. Always present, since objects of one shape are much faster. */
  readonly after: RetryReason | undefined
  /**
   * Shared by all attempts of one request. `attempts`: how many have been sent. `branch`: which of the calls that a
   * tier of a chain makes for it.
   */
  readonly trail: { attempts: number; readonly branch?: number }
}

/**
 * Does the work and calls `settle` exactly once, possibly before it returns. The returned `Cancel` ends the waiting,
 * not the work: after it `settle` is not called.
 */
export type Call = (request: Request, settle: (outcome: Outcome) => void) => Cancel

/** Returns the first attempt of a request, not sent yet and without a deadline. */
export function newRequest(id: number, intendedMs: number): Request {
  return {
    id,
    intendedMs,
    deadlineMs: Number.POSITIVE_INFINITY,
    cause: 'first',
    after: undefined,
    trail: { attempts: 0 },
  }
}
